import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { BrowserHolder } from '../activities/browser-holder.js';
import type { LoginReports } from '../activities/login-report-activities.js';
import type { LoginSteps } from '../activities/login-steps.js';
import type { WebhookActivities } from '../activities/delivery-activities.js';
import { taskQueues } from '../temporal/login-messages.js';
import { createBrowserSlots } from './browser-slots.js';
import { createWebhookWorker } from './delivery-worker.js';
import { bundleWorkflows } from './workflow-bundle.js';

export interface TemporalWorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** The task queue of this process: steps of the browsers that it holds. */
  ownQueue: string;
  browserSlots: number;
  /** How many browsers this process has open. */
  heldBrowsers: () => number;
  /** How long held logins may go on after a shutdown began. */
  graceMs: number;
  /** Pins logins to this build. Undefined: every worker takes up any login. */
  build?: WorkerDeploymentVersion | undefined;
  activities: {
    reports: LoginReports;
    holder: BrowserHolder;
    steps: LoginSteps;
    webhooks: WebhookActivities;
  };
}

/**
 * The Temporal workers of one process, a queue each: were they one, held browsers would fill the slots that
 * publishing and expiry need.
 */
export async function createTemporalWorkers(options: TemporalWorkersOptions) {
  const { connection, namespace, ownQueue, browserSlots, graceMs, build, activities } = options;
  const slots = createBrowserSlots(browserSlots, options.heldBrowsers);
  const common = {
    connection,
    namespace,
    // Bounds how late a held browser hears that its login was cancelled.
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
  } satisfies Partial<WorkerOptions>;
  const [logins, browsers, resumedBrowsers, steps, webhooks] = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: taskQueues.logins,
      workflowBundle: await bundleWorkflows('logins'),
      activities: activities.reports,
      ...(build && {
        workerDeploymentOptions: {
          version: build,
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'PINNED',
        },
      }),
    }),
    Worker.create({
      ...common,
      taskQueue: taskQueues.browsers,
      activities: activities.holder,
      ...slots.fresh,
      shutdownGraceTime: graceMs,
    }),
    Worker.create({
      ...common,
      taskQueue: taskQueues.resumedBrowsers,
      activities: activities.holder,
      ...slots.resumed,
      shutdownGraceTime: graceMs,
    }),
    Worker.create({
      ...common,
      taskQueue: ownQueue,
      // A browser whose holder Temporal gave up is adopted by the process that still has it.
      activities: { ...activities.steps, ...activities.holder },
      // After an outage every browser may be adopted here, and each still wants its steps and questions.
      maxConcurrentActivityTaskExecutions: 3 * browserSlots,
      shutdownGraceTime: '60s',
    }),
    createWebhookWorker({ connection, namespace, activities: activities.webhooks }),
  ]);
  return { logins, browsers, resumedBrowsers, steps, webhooks };
}

export type TemporalWorkers = Awaited<ReturnType<typeof createTemporalWorkers>>;
