import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import pg from 'pg';
import { inject } from 'vitest';
import { migrateToLatest } from '../../src/db/run-migrations.js';
import { findChromium } from '../../src/runtime/find-chromium.js';
import { type PartSpec, type RunningPart, startPart } from '../../src/runtime/part.js';
import { freePort } from '../../src/runtime/ports.js';
import { ensureDatabase, preparePostgres } from '../../src/runtime/postgres.js';
import { ensureSearchAttributes } from '../../src/runtime/ensure-search-attributes.js';
import { findTemporal } from '../../src/runtime/temporal-binary.js';
import { temporalServerPart } from '../../src/runtime/temporal-server.js';

/** What test files get with `inject('databaseUrl')` and so on. */
export interface TestServices {
  databaseUrl: string;
  temporalAddress: string;
  temporalPath: string;
  chromiumPath: string;
  chromiumArgs: string[];
  /** How many API and worker processes serve the logins of a test; more than one in `npm run test:cluster` only. */
  machines: number;
}

/** Starts a Temporal server with the namespace `default`. `start` starts a part and waits until it is ready. */
export type StartTemporal = (options: {
  folder: string;
  databaseUrl: Promise<string>;
  start: (spec: PartSpec) => Promise<void>;
}) => Promise<{ address: string; path: string }>;

declare module 'vitest' {
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- vitest takes what it provides from this name
  export interface ProvidedContext extends TestServices {}
}

const env = process.env;
/** A program that was killed may have written a file a moment ago. */
const patiently = { maxRetries: 10, retryDelay: 200 };

const print = (line: string): void => console.log(line);

/** One real PostgreSQL, one real Temporal server and a Chromium for all test files. */
export async function startTestServices({
  machines,
  startTemporal,
}: {
  machines: number;
  startTemporal: StartTemporal;
}): Promise<{ services: TestServices; stop: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  const parts: RunningPart[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map(async (part) => await part.stop(5_000)));
    await rm(folder, { recursive: true, force: true, ...patiently });
  };
  // All three are awaited before any is stopped, so that none starts after the others were torn down.
  const startingPostgres = startPostgres(folder, parts, machines);
  const [postgres, temporal, chromium] = await Promise.allSettled([
    startingPostgres,
    startWithSearchAttributes(),
    findChromium({ chromiumPath: env.CHROMIUM_PATH, env, print }),
  ]);
  if (postgres.status === 'fulfilled' && temporal.status === 'fulfilled' && chromium.status === 'fulfilled') {
    const { path: chromiumPath, args: chromiumArgs } = chromium.value;
    const { address: temporalAddress, path: temporalPath } = temporal.value;
    const databaseUrl = postgres.value;
    return {
      services: { databaseUrl, temporalAddress, temporalPath, chromiumPath, chromiumArgs, machines },
      stop,
    };
  }
  await stop();
  throw [postgres, temporal, chromium].find((result) => result.status === 'rejected')?.reason;

  async function startWithSearchAttributes() {
    const started = await startTemporal({
      folder,
      databaseUrl: startingPostgres,
      start: async (spec) => void parts.push(await startPart(spec, join(folder, 'temporal.log'))),
    });
    const connection = await Connection.connect({ address: started.address });
    await ensureSearchAttributes(connection, 'default').finally(async () => await connection.close());
    return started;
  }
}

async function startPostgres(folder: string, parts: RunningPart[], machines: number): Promise<string> {
  const { spec, databaseUrl } = await preparePostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    env,
    // The data need not survive a power cut.
    settings: { fsync: 'off', full_page_writes: 'off', max_connections: String(200 * machines) },
    print,
  });
  parts.push(await startPart(spec, join(folder, 'postgres.log')));
  const migrated = databaseAt(databaseUrl, migratedDatabase);
  await Promise.all([ensureDatabase(databaseUrl), ensureDatabase(migrated)]);
  await migrateToLatest(migrated);
  return databaseUrl;
}

/** Migrated once at the start, and copied for test files: a copy takes a fraction of the time of all migrations. */
const migratedDatabase = 'migrated';

function databaseAt(server: string, name: string): string {
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

/** Temporal's development server, which keeps its data in memory. */
export const startDevelopmentTemporal: StartTemporal = async ({ start }) => {
  const { path } = await findTemporal({ cliPath: env.TEMPORAL_CLI_PATH, env, print });
  const port = await freePort();
  await start(temporalServerPart({ path, port, env }));
  return { address: `127.0.0.1:${port}`, path };
};

/** A database of the calling test file's own, empty or migrated. Drop it in `afterAll`; connections to it are cut. */
export async function createTestDatabase({ isMigrated = false } = {}): Promise<{
  databaseUrl: string;
  drop: () => Promise<void>;
}> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const server = inject('databaseUrl');
  await query(server, `create database ${name}${isMigrated ? ` template ${migratedDatabase}` : ''}`);
  return {
    databaseUrl: databaseAt(server, name),
    drop: async () => await query(server, `drop database ${name} with (force)`),
  };
}

/** A folder of the calling test's own, private as DATA_DIR is. */
export async function createTestFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  return { folder, remove: async () => await rm(folder, { recursive: true, force: true, ...patiently }) };
}

async function query(connectionString: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(sql).finally(async () => await client.end());
}
