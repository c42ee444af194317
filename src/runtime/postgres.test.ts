import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningPart, startPart } from './part.js';
import { freePort } from './ports.js';
import { ensureDatabase, preparePostgres } from './postgres.js';

// Made by mktemp: if the tests run as root, the user that PostgreSQL runs as may not enter it.
let parent: string;
let port: number;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  port = await freePort();
});
afterAll(async () => await rm(parent, { recursive: true }));

async function start(password = 'secret: 1/2'): Promise<{ server: RunningPart; databaseUrl: string }> {
  const { spec, databaseUrl } = await preparePostgres({
    folder: join(parent, 'postgres'),
    port,
    password,
    env: { PATH: '/usr/bin:/bin' },
    print: () => undefined,
  });
  const server = await startPart(spec, join(parent, 'postgres.log'));
  await ensureDatabase(databaseUrl);
  return { server, databaseUrl };
}

async function query(databaseUrl: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  return await client
    .query<Record<string, unknown>>(sql)
    .then(({ rows }) => rows)
    .finally(async () => await client.end());
}

test('committed data survives kill -9, even when a zombie keeps the server’s process id', async () => {
  const first = await start();
  await query(first.databaseUrl, 'create table kept as select 42 as answer');
  process.kill(first.server.identity.pid, 'SIGKILL');
  await first.server.exited;
  await writeFile(join(parent, 'postgres', 'postmaster.pid'), `${await zombie()}\n/proc/self/cwd\n`);

  const second = await start();
  expect(await query(second.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  expect(await query(second.databaseUrl, `select lower('ÄÖ') as lower`)).toEqual([{ lower: 'äö' }]);
  await second.server.stop(10_000);
  expect(await second.server.exited).toBe('exit code 0');
});

test('it requires the password, and the start fails when the one in DATA_DIR is wrong', async () => {
  const { server, databaseUrl } = await start();
  const url = new URL(databaseUrl);
  url.password = '';
  await expect(query(url.href, 'select 1')).rejects.toThrow(/password/);
  await server.stop(10_000);
  await expect(start('another')).rejects.toThrow(
    'The database in DATA_DIR has another password than `secrets.json` there.',
  );
});

/** The id of a process that has ended and that its parent never waits for; gone when the test run ends. */
async function zombie(): Promise<number> {
  const keeper = spawn('sh', ['-c', 'sleep 0.1 & echo $!; exec sleep 20'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: keeper.stdout })) return Number(line);
  throw new Error('no line');
}
