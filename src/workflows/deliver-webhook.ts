import { proxyActivities } from '@temporalio/workflow';
import type { DeliveryEnd, DeliveryActivities } from '../activities/delivery-activities.js';
import { type DeliverWebhookInput, webhooksQueue } from '../temporal/delivery-messages.js';

/**
 * Tries until the activity reports that the delivery has ended. The activity checks the clock too, so there is no
 * overall timeout here, which an outage of Temporal or the database could use up.
 */
const { attemptDelivery } = proxyActivities<DeliveryActivities>({
  taskQueue: webhooksQueue,
  // An attempt takes up to 10 s; the rest is for a busy host's limiter and for the database.
  startToCloseTimeout: '20s',
  // Notices a dead worker sooner.
  heartbeatTimeout: '6s',
  // For outages of the database. Failed attempts name their own pause (`nextRetryDelay`).
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '1m' },
  summary: 'One attempt to deliver',
});

/** One delivery of one notification, from its plan to its end. Its content is in the database. */
export async function deliverWebhook(input: DeliverWebhookInput): Promise<DeliveryEnd> {
  return attemptDelivery(input);
}
