import { type Client, type WorkflowClient } from '@temporalio/client';
import type { Db } from '../db/open.js';
import { claimPlannedDeliveries, markDeliveriesStarted } from '../db/deliveries/start-deliveries.js';
import type { deliverWebhook } from '../workflows/deliver-webhook.js';
import { deliveryWorkflowType, webhooksQueue, webhookWorkflowId } from '../temporal/delivery-messages.js';

const batchSize = 50;
/** Whoever starts deliveries has something else to get on with. */
const deadlineMs = 3_000;

/**
 * Starts a workflow for every planned delivery that has none. Call it after each commit that may have planned
 * one, and from time to time for those that somebody left behind: deliveries started twice are one workflow, and
 * a workflow that comes late finds its delivery done. Throws when Temporal cannot be reached; the next call
 * takes up what is left.
 */
export async function startPlannedDeliveries(db: Db, temporal: Client): Promise<void> {
  for (;;) {
    const planned = await claimPlannedDeliveries(db, batchSize);
    if (planned.length === 0) return;
    // All are waited for, those that fail too: one that were repeated after the connection's end would throw uncaught.
    const started = await temporal.withDeadline(Date.now() + deadlineMs, () =>
      Promise.allSettled(planned.map((delivery) => startDelivery(temporal.workflow, delivery))),
    );
    const failed = started.find((each) => each.status === 'rejected');
    if (failed) throw failed.reason;
    await markDeliveriesStarted(
      db,
      planned.map(({ id }) => id),
    );
    if (planned.length < batchSize) return;
  }
}

async function startDelivery(
  workflows: WorkflowClient,
  { id, type, account_id: accountId }: { id: string; type: string; account_id: string },
): Promise<void> {
  await workflows.start<typeof deliverWebhook>(deliveryWorkflowType, {
    workflowId: webhookWorkflowId(id),
    taskQueue: webhooksQueue,
    args: [{ deliveryId: id }],
    // The delivery's row says whether there is anything left to do, not whether a workflow ever ran.
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    memo: { accountId },
    staticSummary: `Tells ${type}`,
  });
}
