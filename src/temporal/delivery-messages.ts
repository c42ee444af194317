/** The queue of deliveries: a slow endpoint must not keep reports and logins waiting. */
export const webhooksQueue = 'assisted-login-webhooks';

/** The name under which workers export a delivery's workflow (src/workflows/index.ts). */
export const deliveryWorkflowType = 'deliverWebhook';

/** The one place where a delivery's workflow gets its id. */
export const webhookWorkflowId = (deliveryId: string): string => `webhook/${deliveryId}`;

/** Ids only: everything else, secrets above all, stays out of Temporal. Its activity parses it. */
export interface DeliverWebhookInput {
  deliveryId: string;
}
