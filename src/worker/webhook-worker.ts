import { type NativeConnection, Worker } from '@temporalio/worker';
import type { WebhookActivities } from '../activities/webhooks.js';
import { webhooksQueue } from '../workflows/webhook-messages.js';

/** The worker of delivery attempts: nearly all it does is wait for other people's servers. */
export function createWebhookWorker({
  connection,
  namespace,
  activities,
}: {
  connection: NativeConnection;
  namespace: string;
  activities: WebhookActivities;
}): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    taskQueue: webhooksQueue,
    activities,
    // Far more than slow hosts are given together (src/webhooks/host-gate.ts), so that they never fill it.
    maxConcurrentActivityTaskExecutions: 400,
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    // Attempts that take longer are cut off, and made again by another worker.
    shutdownGraceTime: '3s',
  });
}
