import { proxyActivities } from '@temporalio/workflow';
import type { DeliveryEnd, WebhookActivities } from '../activities/delivery-activities.js';
import { type DeliverWebhookInput, webhooksQueue } from '../temporal/delivery-messages.js';

/**
 * Tries until the activity itself says that the delivery has ended; it looks at the clock, too, so there is no
 * timeout here that a pause or an outage of ours could use up.
 */
const { attemptDelivery } = proxyActivities<WebhookActivities>({
  taskQueue: webhooksQueue,
  // One attempt is bounded at 10 s; the rest is for its turn at a busy host and for the database.
  startToCloseTimeout: '20s',
  // A worker that died is noticed sooner than that.
  heartbeatTimeout: '6s',
  // For outages of ours. Failed attempts name their own pause (`nextRetryDelay`).
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  summary: 'One attempt to deliver',
});

/** One delivery of one notification, from its plan to its end. What it is about stands in the database. */
export async function deliverWebhook(input: DeliverWebhookInput): Promise<DeliveryEnd> {
  return attemptDelivery(input);
}
