import { type NativeConnection, Worker } from '@temporalio/worker';
import type { WebhookActivities } from '../activities/delivery-activities.js';
import { bundleWorkflows } from './workflow-bundle.js';
import { webhooksQueue } from '../temporal/delivery-messages.js';

/** The worker of deliveries: nearly all it does is wait for other people's servers. */
export async function createWebhookWorker({
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
    workflowBundle: await bundleWorkflows('deliveries'),
    activities,
    // Far more than slow hosts are given together (src/deliveries/host-limiter.ts), so that they never fill it.
    maxConcurrentActivityTaskExecutions: 400,
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    // Attempts that take longer are cut off, and made again by another worker.
    shutdownGraceTime: '3s',
  });
}
