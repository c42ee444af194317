export { assistedLogin } from './assisted-login.js';
/** Of deliveries that began before they had a queue of their own; new ones run at src/worker/delivery-worker.ts. */
export { deliverWebhook } from './deliver-webhook.js';
