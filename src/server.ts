import { createServer } from './api/create-server.js';
import { startDueRetries } from './api/logins/start-due-retries.js';
import { watchBanks } from './banks/load/watch-banks.js';
import { readServerConfig } from './config.js';
import { createEventFeed } from './db/events/event-feed.js';
import { openDatabase } from './db/open.js';
import { createDeliveryStarter } from './deliveries/start-planned-deliveries.js';
import { createServiceMail } from './deliveries/service-mail.js';
import { startPushing } from './deliveries/push-requests.js';
import { exitOnError } from './exit-on-error.js';
import { createLoginClient, createTemporalClient } from './logins/login-client.js';
import { createLoginRegistry } from './logins/login-registry.js';
import { createFindingCounts, startReconciler } from './logins/reconciler.js';
import { createLog } from './process/create-log.js';
import { waitForShutdownSignal } from './process/shutdown-signal.js';
import { requirePreparedDatabase } from './require-prepared-database.js';
import { parseKeyRing } from './secrets/key-ring.js';

async function main(): Promise<void> {
  const config = readServerConfig(process.env);
  const log = createLog({ level: config.logLevel, part: 'api', pid: process.pid });
  // Loaded only where it is wanted: it takes time and memory.
  const tracing = config.hasTraces
    ? (await import('./tracing/start-tracing.js')).startTracing('assisted-login-api', config.env)
    : undefined;
  const bankFiles = await watchBanks({ ...config.bankSources, log });
  const banks = bankFiles.installed;
  const db = openDatabase({
    databaseUrl: config.databaseUrl,
    maxConnections: 20,
    queryTimeoutMs: 5_000,
    onIdleError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const ring = parseKeyRing(config.secretKeys);
  await requirePreparedDatabase(db, ring);
  const { address, namespace, credentials, uiUrl, showNames } = config.temporal;
  const temporal = createTemporalClient({ address, ...credentials }, namespace, tracing?.clientInterceptors);
  const logins = createLoginClient(temporal, { showNames, traceparent: tracing?.traceparent });
  const startDeliveries = createDeliveryStarter({ db, temporal, log });
  const feed = createEventFeed({
    databaseUrl: config.databaseUrl,
    onOutage: (error) => log.warn({ err: error }, 'the database connection that receives events broke'),
  });
  const reconciled = createFindingCounts();
  const deps = {
    db,
    feed,
    ring,
    logins,
    startDeliveries,
    banks,
    brokenBankFiles: bankFiles.broken,
    reconciled,
    traceRequests: tracing?.requests,
    jwtSecret: config.jwtSecret,
    publicUrl: config.publicUrl,
    sendsMail: config.mail !== undefined,
    mailboxUrl: config.mailboxUrl,
    sendMail: config.mail && createServiceMail(config.mail),
    registration: config.registration,
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    trustedProxies: config.trustedProxies,
    limits: config.limits,
    ...(uiUrl === undefined ? {} : { temporalUi: { url: uiUrl, namespace } }),
    log,
  };
  const server = createServer(deps, config);
  const stopPushing = startPushing({ ...deps, log: log.child({ part: 'push' }) });
  const stopReconciling = startReconciler({
    db,
    registry: createLoginRegistry(temporal),
    startDeliveries,
    startRetries: () => startDueRetries(deps),
    onFinding: (finding) => reconciled.set(finding, (reconciled.get(finding) ?? 0) + 1),
    log: log.child({ part: 'reconciler' }),
  });
  const stopping = waitForShutdownSignal();
  try {
    const port = await server.listen(config);
    process.send?.({ ready: true, port });
    log.info({ host: config.host, port, banks: [...banks.keys()] }, 'API ready');
    await stopping;
    await Promise.all([server.close(), stopReconciling(), stopPushing()]);
  } finally {
    await feed.close();
    await logins.close();
    await db.destroy();
    await bankFiles.close();
    await tracing?.stop();
  }
}

main().then(() => process.exit(0), exitOnError);
