import { randomBytes, randomUUID } from 'node:crypto';
import { type Logger, pino } from 'pino';
import { inject } from 'vitest';
import { createServer } from '../../../src/api/create-server.js';
import type { ApiDeps, KnownBank } from '../../../src/api/context/api-deps.js';
import { createDeliveryStarter } from '../../../src/deliveries/start-planned-deliveries.js';
import { createLoginClient } from '../../../src/logins/login-client.js';
import { createTemporalClient } from '../../../src/logins/temporal-connection.js';
import { createEventFeed } from '../../../src/db/events/event-feed.js';
import { migrateToLatest } from '../../../src/db/run-migrations.js';
import { openDatabase } from '../../../src/db/open.js';
import { parseKeyRing } from '../../../src/secrets/key-ring.js';
import { createTestDatabase } from '../../support/services.js';
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

export const silentFeed = { subscribe: () => () => undefined };

/** The API on a free port over these dependencies, and the people and programs that call it. */
export async function serveApi(deps: ServerDeps) {
  const server = createServer(deps);
  const port = await server.listen({ host: '127.0.0.1', port: 0 });
  const url = `http://127.0.0.1:${port}`;
  return {
    ...deps,
    url,
    ...createCaller(url),
    close: () => server.close(),
  };
}

export const testRing = () => parseKeyRing(`test:${randomBytes(32).toString('base64')}`);

/** The API on a database of the test file's own and, where it matters, Temporal's default namespace. */
export async function startApi({
  temporalAddress = inject('temporalAddress'),
  log = pino({ level: 'silent' }),
  ...overrides
}: Partial<ServerDeps> & { temporalAddress?: string; log?: Logger } = {}) {
  const database = await createTestDatabase();
  await migrateToLatest(database.databaseUrl);
  const db = openDatabase({ databaseUrl: database.databaseUrl, queryTimeoutMs: 5_000 });
  const temporal = createTemporalClient({ address: temporalAddress }, 'default');
  const logins = createLoginClient(temporal);
  const feed = createEventFeed({ databaseUrl: database.databaseUrl, onOutage: () => undefined });
  const api = await serveApi({
    db,
    ring: testRing(),
    logins,
    startDeliveries: createDeliveryStarter({ db, temporal, log }),
    banks: new Map([[demoBank.code, demoBank]]),
    jwtSecret: randomUUID(),
    publicUrl: 'https://codes.example',
    sendsMail: true,
    registration: 'open',
    allowPrivateWebhooks: false,
    trustedProxies: [],
    limits: unlimited,
    feed,
    log,
    ...overrides,
  });
  return {
    ...api,
    databaseUrl: database.databaseUrl,
    async close(): Promise<void> {
      await api.close();
      await feed.close();
      await logins.close();
      await db.destroy();
      await database.drop();
    },
  };
}
