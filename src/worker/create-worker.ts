import type { Client } from '@temporalio/client';
import type { WorkerDeploymentVersion } from '@temporalio/common';
import type { ActivityInterceptorsFactory, NativeConnection } from '@temporalio/worker';
import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { createBrowserHolder } from '../activities/browser-holder.js';
import { createBrowserMemory } from '../activities/browser-memory.js';
import { createDeliveryActivities } from '../activities/delivery-activities.js';
import { createEvidenceKeeper } from '../activities/evidence-keeper.js';
import { createHeldLogins } from '../activities/held-logins.js';
import { createLoginReports } from '../activities/login-report-activities.js';
import { createLoginSteps } from '../activities/login-steps.js';
import type { BankDriver } from '../banks/bank-driver.js';
import type { BrowserProgram } from '../browser/browser-programs.js';
import { createBrowserPool } from '../browser/chromium.js';
import type { BrowserSource } from '../browser/open-browser.js';
import { type Db, poolOf } from '../db/open.js';
import { isWorkerAlive, startHeartbeat } from '../db/worker-liveness.js';
import { createDeliveryStarter } from '../deliveries/start-planned-deliveries.js';
import type { MailServer } from '../deliveries/mailer.js';
import type { KeyRing } from '../secrets/key-ring.js';
import { waitUntilBuildUnused } from './worker-build.js';
import { runWorkers } from './run-workers.js';
import { createTemporalWorkers } from './temporal-workers.js';
import { createWorkerMetrics } from './worker-metrics.js';

export interface WorkerBrowsers {
  usual: BrowserSource;
  /** For banks whose file asks for one of these; not needed where `usual` is an endpoint. */
  named?: Partial<Record<BrowserProgram, BrowserSource>>;
}

export interface WorkerDeps {
  /** Unique among all worker processes. */
  name: string;
  db: Db;
  ring: KeyRing;
  /** By code; may change in place. */
  banks: ReadonlyMap<string, BankDriver>;
  /** For polling tasks; each worker process needs one of its own. */
  connection: NativeConnection;
  client: Client;
  browsers: WorkerBrowsers;
  /** Browsers that may be open at once in this process. */
  browserSlots: number;
  /** How long a browser is kept that is not needed while a code is waited for. */
  keepSpareMs: number;
  /** How long evidence of failed logins is kept, in days; 0: none is. */
  evidenceDays: number;
  /** How long held logins may continue after the worker was asked to stop. */
  graceMs: number;
  /** Pins logins to this build. Undefined: any worker runs any login. */
  build?: WorkerDeploymentVersion | undefined;
  allowPrivateWebhooks: boolean;
  /** Base URL of the dashboard, for links in notifications. */
  publicUrl: string;
  /** Undefined: no mail is sent. */
  mail?: MailServer | undefined;
  /** Traces activities; absent without traces. */
  activityInterceptor?: ActivityInterceptorsFactory | undefined;
  log: Logger;
}

/** A worker process: its Temporal workers, its browsers, and its heartbeat in the database. */
export async function createWorker(deps: WorkerDeps) {
  const { name, db, ring, banks, connection, client, browserSlots, graceMs, build, log } = deps;
  const pool = createBrowserPool(deps.browsers.usual, deps.browsers.named);
  const heldLogins = createHeldLogins(pool, { keepSpareMs: deps.keepSpareMs });
  const slots = { limit: pLimit(browserSlots), holders: 0 };
  const memory = createBrowserMemory({ db, ring });
  const metrics = createWorkerMetrics({
    ...{ browserSlots, heldLogins, pool, ring },
    database: poolOf(db),
    unsandboxed: countUnsandboxed(deps.browsers),
  });
  const ownQueue = `assisted-login-worker-${name}`;
  const workers = await createTemporalWorkers({
    connection,
    namespace: client.options.namespace,
    identity: name,
    ownQueue,
    browserSlots,
    browsers: {
      countOpen: () => slots.limit.activeCount - heldLogins.spare,
      countHolders: () => slots.holders,
    },
    graceMs,
    build,
    sinks: metrics.sinks,
    activityInterceptor: deps.activityInterceptor,
    activities: {
      reports: createLoginReports({
        db,
        startDeliveries: createDeliveryStarter({ db, temporal: client, log }),
      }),
      holder: createBrowserHolder({
        banks,
        heldLogins,
        memory,
        client,
        queue: ownQueue,
        worker: name,
        slots,
      }),
      steps: createLoginSteps({
        ...{ db, ring, heldLogins, memory },
        evidence: createEvidenceKeeper({ db, ring, days: deps.evidenceDays }),
        metrics,
      }),
      webhooks: createDeliveryActivities({
        db,
        ring,
        allowPrivateWebhooks: deps.allowPrivateWebhooks,
        publicUrl: deps.publicUrl,
        mail: deps.mail,
        onAttempt: metrics.deliveryAttempted,
      }),
    },
  });

  return {
    heldLogins,
    pool,
    metrics,

    /**
     * Runs until `stopping` resolves, then stops in the order that loses no login, and closes the browsers. The
     * database and the connections to Temporal stay open.
     */
    async run(stopping: Promise<void>): Promise<void> {
      const stopHeartbeat = startHeartbeat({
        db,
        worker: name,
        onError: (error) => log.warn({ err: error }, 'could not record a heartbeat'),
      });
      // A worker that stops must not be counted on for new logins.
      void stopping.then(stopHeartbeat).catch(() => undefined);
      try {
        await runWorkers(workers, {
          stopRequested: stopping,
          heldLogins,
          graceMs,
          // If the database cannot be reached, the worker acts as if it were the only one.
          isOnlyWorker: () =>
            isWorkerAlive(db, { except: name }).then(
              (isAlive) => !isAlive,
              () => true,
            ),
          waitUntilBuildUnused: (giveUp) => waitUntilBuildUnused(client, build, giveUp),
        });
      } finally {
        await stopHeartbeat().catch((error: unknown) =>
          log.warn({ err: error }, 'could not remove the heartbeat of this worker'),
        );
        await heldLogins.closeAll();
        await pool.close();
      }
    },
  };
}

const countUnsandboxed = ({ usual, named = {} }: WorkerBrowsers): number =>
  [usual, ...Object.values(named)].filter(
    (source) => !('endpoint' in source) && source.args?.includes('--no-sandbox') === true,
  ).length;
