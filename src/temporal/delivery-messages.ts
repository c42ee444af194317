/** The task queue of deliveries: a slow endpoint must not keep reports and logins waiting. */
export const webhooksQueue = 'assisted-login-webhooks';

/** The name under which workers export a delivery's workflow (src/workflows/index.ts). */
export const deliveryWorkflowType = 'deliverWebhook';

/** The workflow id of a delivery. */
export const webhookWorkflowId = (deliveryId: string): string => `webhook/${deliveryId}`;

/** An id only: everything else, secrets above all, stays out of Temporal. */
export interface DeliverWebhookInput {
  deliveryId: string;
}
