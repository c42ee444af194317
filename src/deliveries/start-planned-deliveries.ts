import { type Client, type WorkflowClient } from '@temporalio/client';
import type { Db } from '../db/open.js';
import { claimPlannedDeliveries, markDeliveriesStarted } from '../db/deliveries/start-deliveries.js';
import type { deliverWebhook } from '../workflows/deliver-webhook.js';
import { deliveryWorkflowType, webhooksQueue, webhookWorkflowId } from '../temporal/delivery-messages.js';

const batchSize = 50;
/** Bounds how long a caller, such as a request that has recorded an event, is held up. */
const deadlineMs = 3_000;

/**
 * Starts a workflow for every planned delivery that has none. Call it after each commit that may have planned one, and
 * from time to time for those whose starter died. Safe to repeat: workflow ids come from delivery ids, and a workflow
 * that starts late finds its delivery already ended. Throws when Temporal cannot be reached; the next call starts the
 * rest.
 */
export async function startPlannedDeliveries(db: Db, temporal: Client): Promise<void> {
  for (;;) {
    const planned = await claimPlannedDeliveries(db, batchSize);
    if (planned.length === 0) return;
    // allSettled: a call that is retried after the connection was closed would otherwise reject unhandled.
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
    // Whether there is anything left to deliver is decided by the delivery's row, not by earlier workflows.
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
    memo: { accountId },
    staticSummary: `Delivers ${type}`,
  });
}

/**
 * Starts planned deliveries for callers whose own work is already committed: it never throws. Deliveries that could
 * not be started stay in the database for the next call or the reconciler.
 */
export function createDeliveryStarter({
  db,
  temporal,
  log,
}: {
  db: Db;
  temporal: Client;
  log: { warn: (fields: object, message: string) => void };
}): () => Promise<void> {
  return async () => {
    try {
      await startPlannedDeliveries(db, temporal);
    } catch (error) {
      log.warn({ err: error }, 'could not start planned deliveries; they are started later');
    }
  };
}
