import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Runtime } from '@temporalio/worker';
import pLimit from 'p-limit';
import { pino } from 'pino';
import { createBrowserMemory } from './activities/browser-memory.js';
import { createBrowserHolder } from './activities/browser-holder.js';
import { createLoginReports } from './activities/login-report-activities.js';
import { createLoginSteps } from './activities/login-steps.js';
import { createWebhookActivities } from './activities/delivery-activities.js';
import { untilAskedToStop } from './process/shutdown-signal.js';
import { loadBanks } from './banks/load-banks.js';
import { createBrowserPool } from './browser/chromium.js';
import { createHeldLogins } from './activities/held-logins.js';
import { readWorkerConfig } from './config.js';
import { exitOnError } from './exit-on-error.js';
import { openDatabase } from './db/open.js';
import { isWorkerAlive } from './db/readiness.js';
import { describeError } from './process/describe-error.js';
import { reach } from './runtime/require-service.js';
import { reconnectSoon } from './process/grpc-backoff.js';
import { findChromium } from './runtime/find-chromium.js';
import { parseKeyRing } from './secrets/key-ring.js';
import { createDeliveryStarter } from './deliveries/delivery-starter.js';
import { untilNoLoginNeeds } from './worker/build.js';
import { startBeating } from './worker/worker-liveness.js';
import { runWorkers } from './worker/run-workers.js';
import { temporalLogger } from './worker/temporal-logger.js';
import { createTemporalWorkers } from './worker/temporal-workers.js';

async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  const name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const log = pino({
    level: config.logLevel,
    base: { part: 'worker', worker: name },
    serializers: { err: describeError },
  });
  // Signals are ours: the SDK would stop every worker at once, and held logins with them.
  Runtime.install({ shutdownSignals: [], logger: temporalLogger(log) });

  const ring = parseKeyRing(config.secretKeys);
  const banks = await loadBanks(config.bankSources);
  const chromium = await findChromium({
    chromiumPath: config.browser.chromiumPath,
    env: config.env,
    say: (line) => log.info(line),
  });
  const db = openDatabase({
    databaseUrl: config.databaseUrl,
    queryTimeoutMs: 8_000,
    onIdleError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const temporal = { address: config.temporal.address, ...config.temporal.credentials };
  const [connection, clientConnection] = await reach('Temporal', 'TEMPORAL_ADDRESS', () =>
    Promise.all([
      NativeConnection.connect(temporal),
      Connection.connect({ ...temporal, channelArgs: reconnectSoon }),
    ]),
  );
  const client = new Client({ connection: clientConnection, namespace: config.temporal.namespace });
  const pool = createBrowserPool({ executablePath: chromium.path, args: chromium.args });
  const heldLogins = createHeldLogins(pool);
  const memory = createBrowserMemory({ db, ring });
  const slots = pLimit(config.browser.slots);
  const { build, shutdownGraceSeconds } = config.worker;
  const graceMs = shutdownGraceSeconds * 1_000;
  const ownQueue = `assisted-login-worker-${name}`;

  const workers = await createTemporalWorkers({
    connection,
    namespace: config.temporal.namespace,
    ownQueue,
    browserSlots: config.browser.slots,
    heldBrowsers: () => heldLogins.size,
    graceMs,
    build,
    activities: {
      reports: createLoginReports({
        db,
        startDeliveries: createDeliveryStarter({ db, temporal: client, log }),
      }),
      holder: createBrowserHolder({ banks, heldLogins, memory, client, queue: ownQueue, slots }),
      steps: createLoginSteps({ db, ring, heldLogins, memory }),
      webhooks: createWebhookActivities({
        db,
        ring,
        allowPrivateWebhooks: config.allowPrivateWebhooks,
        publicUrl: config.publicUrl,
        mail: config.mail,
      }),
    },
  });
  const stopBeating = startBeating({ db, worker: name, log });
  const stopping = untilAskedToStop();
  // From then on nobody should count on this worker for new logins.
  void stopping.then(stopBeating).catch(() => undefined);
  process.send?.({ ready: true });
  log.info({ banks: [...banks.keys()] }, 'worker ready');
  try {
    await runWorkers(workers, {
      asked: stopping,
      heldLogins,
      graceMs,
      // Where nobody can say, this one goes on.
      isAlone: () =>
        isWorkerAlive(db, { but: name }).then(
          (isAlive) => !isAlive,
          () => true,
        ),
      untilDispensable: (giveUp) => untilNoLoginNeeds(client, build, giveUp),
    });
  } finally {
    await stopBeating().catch((error: unknown) => log.warn({ err: error }, 'could not take the beat back'));
    await heldLogins.closeAll();
    await pool.close();
    // A worker that died keeps it in use: that must not hide why it died.
    await connection.close().catch((error: unknown) => log.warn({ err: error }, 'could not disconnect'));
    await client.connection.close();
    await db.destroy();
  }
}

main().then(() => process.exit(0), exitOnError);
