import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { inject } from 'vitest';
import { createServer } from '../../../src/api/create-server.js';
import type { ApiDeps, KnownBank } from '../../../src/api/context/api-deps.js';
import { createDeliveryStarter } from '../../../src/deliveries/start-planned-deliveries.js';
import { createLoginClient, createTemporalClient } from '../../../src/logins/login-client.js';
import { createFindingCounts } from '../../../src/logins/reconciler.js';
import { createEventFeed } from '../../../src/db/events/event-feed.js';
import type { Db } from '../../../src/db/open.js';
import { openTestDatabase } from '../../support/test-database.js';
import { createTestRing } from '../../support/test-ring.js';
import { createCaller } from './caller.js';

export const unlimited = {
  submitPerAccount: 0,
  submitPerKey: 0,
  startPerAccount: 0,
  failedAuthPerAddress: 0,
  signIn: 0,
};

export const demoBank: KnownBank = { code: 'demo', name: 'Demo Bank', loginUrl: 'http://bank.test/login' };

export type ApiUnderTest = Awaited<ReturnType<typeof serveApi>>;

export type ServerDeps = Omit<ApiDeps, 'closing'>;

/**
 * What a test's API is built from, over this database and Temporal. Each of the other dependencies has a default. The
 * caller closes `logins`, and with it the connection to Temporal.
 */
export function createApiDeps({
  db,
  temporal,
  log = pino({ level: 'silent' }),
  ...overrides
}: { db: Db; temporal: Client } & Pick<ServerDeps, 'feed'> & Partial<ServerDeps>): ServerDeps {
  return {
    db,
    ring: createTestRing(),
    logins: createLoginClient(temporal),
    startDeliveries: createDeliveryStarter({ db, temporal, log }),
    banks: new Map([[demoBank.code, demoBank]]),
    brokenBankFiles: () => [],
    reconciled: createFindingCounts(),
    jwtSecret: randomUUID(),
    publicUrl: 'https://codes.example',
    sendsMail: true,
    registration: 'open',
    allowPrivateWebhooks: false,
    trustedProxies: [],
    limits: unlimited,
    log,
    ...overrides,
  };
}

/** The API on a free port, unless one is given, and functions that call it. */
export async function serveApi(deps: ServerDeps, atPort = 0) {
  const server = createServer(deps);
  const port = await server.listen({ host: '127.0.0.1', port: atPort });
  const url = `http://127.0.0.1:${port}`;
  return {
    ...deps,
    url,
    port,
    ...createCaller(url),
    close: () => server.close(),
  };
}

/** The API on a database of the test file's own and Temporal's default namespace. */
export async function startApi({
  temporalAddress = inject('temporalAddress'),
  ...overrides
}: Partial<ServerDeps> & { temporalAddress?: string } = {}) {
  const database = await openTestDatabase({ queryTimeoutMs: 5_000 });
  const temporal = createTemporalClient({ address: temporalAddress }, 'default');
  const feed = createEventFeed({ databaseUrl: database.databaseUrl, onOutage: () => undefined });
  const api = await serveApi(createApiDeps({ db: database.db, temporal, feed, ...overrides }));
  return {
    ...api,
    databaseUrl: database.databaseUrl,
    async close(): Promise<void> {
      await api.close();
      await feed.close();
      await api.logins.close();
      await database.close();
    },
  };
}
