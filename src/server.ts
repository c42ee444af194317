import { setMaxListeners } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { createApp } from './api/app.js';
import { createApi } from './api/context/create-api.js';
import { createLoginClient } from './logins/login-client.js';
import { validationError } from './api/access/errors.js';
import { answerBrokenRequests, lacksHost, refuse, toOriginForm } from './api/http/raw-responses.js';
import { createLoginRegistry } from './logins/login-registry.js';
import { acceptSockets } from './api/realtime/accept-sockets.js';
import { startReconciler } from './logins/reconciler.js';
import { createTemporalClient } from './logins/temporal-connection.js';
import { untilAskedToStop } from './process/shutdown-signal.js';
import { loadBanks } from './banks/load-banks.js';
import { readServerConfig } from './config.js';
import { exitOnError } from './exit-on-error.js';
import { createEventFeed } from './db/events/event-feed.js';
import { openDatabase } from './db/open.js';
import { describeError } from './process/describe-error.js';
import { parseKeyRing } from './secrets/key-ring.js';
import { createDeliveryStarter } from './deliveries/delivery-starter.js';

/** Requests that are under way may finish for so long after we were asked to stop. */
const drainMs = 10_000;

/** How often messages are looked for that nobody tends. */
const tendMs = 5_000;

async function main(): Promise<void> {
  const config = readServerConfig(process.env);
  const log = pino({
    level: config.logLevel,
    base: { part: 'api', pid: process.pid },
    serializers: { err: describeError },
  });
  const banks = await loadBanks(config.bankSources);
  const db = openDatabase({
    databaseUrl: config.databaseUrl,
    maxConnections: 20,
    queryTimeoutMs: 5_000,
    onIdleError: (error) => log.warn({ err: error }, 'a database connection broke'),
  });
  const { address, namespace, credentials, uiUrl } = config.temporal;
  const temporal = createTemporalClient({ address, ...credentials }, namespace);
  const logins = createLoginClient(temporal);
  const startDeliveries = createDeliveryStarter({ db, temporal, log });
  const feed = createEventFeed({
    databaseUrl: config.databaseUrl,
    onOutage: (error) => log.warn({ err: error }, 'the connection that hears of events broke'),
  });
  const closing = new AbortController();
  // Every request that is being answered listens to it.
  setMaxListeners(0, closing.signal);
  const ring = parseKeyRing(config.secretKeys);
  const api = createApi({
    db,
    feed,
    closing: closing.signal,
    ring,
    logins,
    startDeliveries,
    banks,
    jwtSecret: config.jwtSecret,
    publicUrl: config.publicUrl,
    sendsMail: config.mail !== undefined,
    registration: config.registration,
    allowPrivateWebhooks: config.allowPrivateWebhooks,
    trustedProxies: config.trustedProxies,
    limits: config.limits,
    ...(uiUrl === undefined ? {} : { temporalUi: { url: uiUrl, namespace } }),
    log,
  });
  const app = createApp(api);
  // A caller who takes longer to say what it wants is holding a connection, not asking.
  const server = createServer({ requestTimeout: 30_000, requireHostHeader: false }, (req, res) => {
    if (lacksHost(req)) {
      refuse(req.socket, validationError({ path: 'Host', message: 'must be there' }));
      return;
    }
    toOriginForm(req);
    app(req, res);
  });
  answerBrokenRequests(server);
  acceptSockets(server, {
    ring,
    db,
    feed,
    closing: closing.signal,
    publicUrl: config.publicUrl,
    log: log.child({ part: 'realtime' }),
  });
  const stopReconciling = startReconciler({
    db,
    registry: createLoginRegistry(temporal),
    startDeliveries,
    log: log.child({ part: 'reconciler' }),
  });
  // What another process held when it died.
  const tending = setInterval(() => api.heldMessages.tend(), tendMs);
  const stopping = untilAskedToStop();
  try {
    const port = await listen(server, config);
    process.send?.({ ready: true, port });
    log.info({ host: config.host, port, banks: [...banks.keys()] }, 'API ready');
    await stopping;
    clearInterval(tending);
    closing.abort();
    await Promise.all([drain(server), stopReconciling()]);
  } finally {
    await feed.close();
    await logins.close();
    await db.destroy();
  }
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** Takes no new requests and lets those under way finish, within bounds. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // A connection is idle once its request is answered; kept alive, it would keep us from ending.
  const closeIdle = setInterval(() => server.closeIdleConnections(), 100);
  const giveUp = setTimeout(() => server.closeAllConnections(), drainMs);
  try {
    await closed;
  } finally {
    clearInterval(closeIdle);
    clearTimeout(giveUp);
  }
}

main().then(() => process.exit(0), exitOnError);
