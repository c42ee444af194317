export { assistedLogin } from './assisted-login.js';
export { deliverWebhook } from './deliver-webhook.js';
