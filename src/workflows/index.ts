export { assistedLogin } from './assisted-login.js';
/** For deliveries that began before they had a queue of their own (src/worker/delivery-worker.ts). */
export { deliverWebhook } from './deliver-webhook.js';
