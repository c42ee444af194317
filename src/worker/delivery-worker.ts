import { type NativeConnection, Worker } from '@temporalio/worker';
import type { DeliveryActivities } from '../activities/delivery-activities.js';
import { readWorkflowBundle } from './workflow-bundle.js';
import { webhooksQueue } from '../temporal/delivery-messages.js';

/** The worker of the deliveries' queue. */
export async function createDeliveryWorker({
  connection,
  namespace,
  identity,
  activities,
}: {
  connection: NativeConnection;
  namespace: string;
  identity: string;
  activities: DeliveryActivities;
}): Promise<Worker> {
  return Worker.create({
    connection,
    namespace,
    identity,
    taskQueue: webhooksQueue,
    workflowBundle: await readWorkflowBundle('deliveries'),
    activities,
    // Attempts mostly wait for other servers. Far more than the 40 that all slow endpoints get together
    // (src/deliveries/host-limiter.ts), so that these cannot occupy the worker.
    maxConcurrentActivityTaskExecutions: 400,
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
    // Attempts that take longer are aborted and retried by another worker.
    shutdownGraceTime: '3s',
  });
}
