import type { WorkerDeploymentVersion } from '@temporalio/common';
import type {
  ActivityInterceptorsFactory,
  InjectedSinks,
  NativeConnection,
  WorkerOptions,
} from '@temporalio/worker';
import { Worker } from '@temporalio/worker';
import type { BrowserHolder } from '../activities/browser-holder.js';
import type { LoginReports } from '../activities/login-report-activities.js';
import type { LoginSteps } from '../activities/login-steps.js';
import type { DeliveryActivities } from '../activities/delivery-activities.js';
import { taskQueues } from '../temporal/login-messages.js';
import type { LoginSinks } from '../temporal/login-sinks.js';
import { createBrowserSlots, type OpenBrowsers } from './browser-slots.js';
import { createDeliveryWorker } from './delivery-worker.js';
import { readWorkflowBundle } from './workflow-bundle.js';

export interface TemporalWorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** The name of this process, which Temporal's UI shows. */
  identity: string;
  /** The task queue of this process, for the steps in the browsers that it holds. */
  ownQueue: string;
  browserSlots: number;
  browsers: OpenBrowsers;
  /** How long held logins may continue after a shutdown began. */
  graceMs: number;
  /** Pins logins to this build. Undefined: any worker takes up any login. */
  build?: WorkerDeploymentVersion | undefined;
  /** Counts what happens to logins. */
  sinks: InjectedSinks<LoginSinks>;
  activityInterceptor?: ActivityInterceptorsFactory | undefined;
  activities: {
    reports: LoginReports;
    holder: BrowserHolder;
    steps: LoginSteps;
    webhooks: DeliveryActivities;
  };
}

/**
 * Creates the Temporal workers of one process, one per task queue. With a single worker, held browsers would occupy
 * the slots that reports and deadlines need.
 */
export async function createTemporalWorkers(options: TemporalWorkersOptions) {
  const { connection, namespace, identity, ownQueue, browserSlots, graceMs, build, sinks, activities } =
    options;
  const slots = createBrowserSlots(browserSlots, options.browsers);
  const common = {
    connection,
    namespace,
    identity,
    ...(options.activityInterceptor && { interceptors: { activity: [options.activityInterceptor] } }),
    // Bounds the delay until the activity that holds a browser learns that its login was cancelled.
    maxHeartbeatThrottleInterval: '2s',
    defaultHeartbeatThrottleInterval: '2s',
  } satisfies Partial<WorkerOptions>;
  const [logins, browsers, resumedBrowsers, steps, webhooks] = await Promise.all([
    Worker.create({
      ...common,
      taskQueue: taskQueues.logins,
      workflowBundle: await readWorkflowBundle('logins'),
      // A cached login takes about 0.4 MB. Without a limit, two thousand waiting ones would stay in memory; one that is
      // not cached is replayed when something happens to it, which takes some tens of milliseconds.
      maxCachedWorkflows: 100,
      activities: activities.reports,
      sinks,
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
      // If Temporal gives up the activity that holds a browser, the process that still has the browser adopts it.
      activities: { ...activities.steps, ...activities.holder },
      // After an outage every browser may be adopted, and each still needs a slot for its steps and its queries.
      maxConcurrentActivityTaskExecutions: 3 * browserSlots,
      shutdownGraceTime: '60s',
    }),
    createDeliveryWorker({ connection, namespace, identity, activities: activities.webhooks }),
  ]);
  return { logins, browsers, resumedBrowsers, steps, webhooks };
}

export type TemporalWorkers = Awaited<ReturnType<typeof createTemporalWorkers>>;
