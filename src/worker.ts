import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import getPort from 'get-port';
import { watchBanks } from './banks/load/watch-banks.js';
import { readWorkerConfig } from './config.js';
import { openDatabase } from './db/open.js';
import { exitOnError } from './exit-on-error.js';
import { findBrowsers, logRemoteBrowser } from './find-browsers.js';
import { createLog } from './process/create-log.js';
import { grpcBackoff } from './process/grpc-backoff.js';
import { waitForShutdownSignal } from './process/shutdown-signal.js';
import { requirePreparedDatabase } from './require-prepared-database.js';
import { requireService } from './runtime/require-service.js';
import { makeTemporaryFolder } from './runtime/temporary-folder.js';
import { parseKeyRing } from './secrets/key-ring.js';
import { createWorker } from './worker/create-worker.js';
import { serveMetrics } from './worker/serve-metrics.js';
import { installTemporalRuntime } from './worker/temporal-runtime.js';

async function main(): Promise<void> {
  const config = readWorkerConfig(process.env);
  const name = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const log = createLog({ level: config.logLevel, part: 'worker', worker: name });
  const sdkMetrics = config.worker.metrics && `127.0.0.1:${await getPort({ host: '127.0.0.1' })}`;
  installTemporalRuntime({ log, metricsAddress: sdkMetrics });

  // Loaded only where it is wanted: it takes time and memory.
  const tracing = config.hasTraces
    ? (await import('./tracing/start-tracing.js')).startTracing('assisted-login-worker', config.env)
    : undefined;

  // Browsers write below TMPDIR. Whoever sets it also removes what a killed worker leaves there.
  const temporary = process.env['TMPDIR'] === undefined ? await makeTemporaryFolder() : undefined;
  if (temporary) process.env['TMPDIR'] = temporary.path;

  const ring = parseKeyRing(config.secretKeys);
  const bankFiles = await watchBanks({ ...config.bankSources, log });
  // A login that waits for a code must not fail because its bank's file was removed meanwhile.
  const banks = bankFiles.known;
  const browsers = await findBrowsers(config, banks, log);
  const db = openDatabase({
    databaseUrl: config.databaseUrl,
    queryTimeoutMs: 8_000,
    onIdleError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  await requirePreparedDatabase(db, ring);
  const temporal = { address: config.temporal.address, ...config.temporal.credentials };
  const [connection, clientConnection] = await requireService('Temporal', 'TEMPORAL_ADDRESS', () =>
    Promise.all([
      NativeConnection.connect(temporal),
      Connection.connect({ ...temporal, channelArgs: grpcBackoff }),
    ]),
  );
  const client = new Client({
    connection: clientConnection,
    namespace: config.temporal.namespace,
    identity: name,
  });
  const { build, shutdownGraceSeconds } = config.worker;
  const worker = await createWorker({
    name,
    db,
    ring,
    banks,
    connection,
    client,
    browsers,
    browserSlots: config.browser.slots,
    keepSpareMs: config.browser.keepSpareSeconds * 1_000,
    evidenceDays: config.evidenceDays,
    graceMs: shutdownGraceSeconds * 1_000,
    build,
    activityInterceptor: tracing?.activityInterceptor,
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    publicUrl: config.publicUrl,
    mail: config.mail,
    log,
  });
  const metrics =
    config.worker.metrics &&
    (await serveMetrics({
      ...config.worker.metrics,
      ownMetrics: worker.metrics.text,
      sdkUrl: `http://${sdkMetrics}/metrics`,
    }));
  process.send?.({ ready: true });
  log.info({ banks: [...banks.keys()] }, 'worker ready');
  if (config.browser.endpoint !== undefined) void logRemoteBrowser(worker.pool, banks, log);
  try {
    await worker.run(waitForShutdownSignal());
  } finally {
    await metrics?.close();
    // If the worker died, the connection is still in use; that error must not hide the first one.
    await connection.close().catch((error: unknown) => log.warn({ err: error }, 'could not disconnect'));
    await client.connection.close();
    await db.destroy();
    await bankFiles.close();
    await tracing?.stop();
    await temporary?.remove();
  }
}

main().then(() => process.exit(0), exitOnError);
