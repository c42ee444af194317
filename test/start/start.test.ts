import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { z } from 'zod';
import { identify } from '../../src/runtime/process-identity.js';

const readySchema = z.object({
  api: z.url(),
  dashboard: z.url(),
  temporal_ui: z.url(),
  temporal_address: z.string(),
  temporal_namespace: z.literal('default'),
  task_queue: z.literal('assisted-login'),
  database_url: z.url(),
  demo_bank: z.url().nullable(),
  pids: z.object({
    main: z.number(),
    api: z.number(),
    worker: z.number(),
    temporal: z.number(),
    postgres: z.number(),
  }),
  demo: z
    .object({ email: z.string(), password: z.string(), account_id: z.uuid(), api_key: z.string() })
    .nullable(),
});
type Ready = z.infer<typeof readySchema>;

/** A cold start with other tests beside it on two cores; alone it takes six seconds. */
const START_MS = 120_000;

let parent: string;
let dataDir: string;
const started: Instance[] = [];

interface Instance {
  child: ChildProcess;
  output: () => string;
}

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  dataDir = join(parent, 'data');
  await mkdir(join(parent, 'banks'));
});
afterAll(async () => {
  for (const { child } of started) if (child.exitCode === null) child.kill('SIGTERM');
  await Promise.all(started.map(ended));
  await rm(parent, { recursive: true });
});

function npmStart(env: NodeJS.ProcessEnv = {}): Instance {
  const child = spawn(process.execPath, ['--enable-source-maps', 'built/start.js'], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: '0',
      DATA_DIR: dataDir,
      BANKS_DIR: join(parent, 'banks'),
      TEMPORAL_CLI_PATH: inject('temporalPath'),
      CHROMIUM_PATH: inject('chromiumPath'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const instance = { child, output: () => text };
  started.push(instance);
  return instance;
}

async function ended({ child }: Instance): Promise<number | null> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  return child.exitCode;
}

async function readReady(): Promise<Ready | undefined> {
  const text = await readFile(join(dataDir, 'ready.json'), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : readySchema.safeParse(JSON.parse(text)).data;
}

async function becomesReady(instance: Instance): Promise<Ready> {
  const until = Date.now() + START_MS;
  while (Date.now() < until && instance.child.exitCode === null) {
    const ready = await readReady();
    if (ready !== undefined && ready.pids.main === instance.child.pid) return ready;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`it does not become ready:\n${instance.output()}`);
}

const isGone = async (pid: number): Promise<boolean> => (await identify(pid)) === undefined;

describe('npm start', { timeout: START_MS * 2 }, () => {
  test('starts everything, restarts what dies, survives kill -9, and leaves nothing when it is stopped', async () => {
    await writeFile(join(parent, 'banks', 'broken.yaml'), 'code: UPPER\n');
    const first = npmStart();
    const ready = await becomesReady(first);
    expect(first.output(), 'a broken bank file does not stop the others').toContain('broken.yaml:1: code: ');
    expect((await stat(join(dataDir, 'ready.json'))).mode & 0o777).toBe(0o600);
    expect((await fetch(`${ready.api}/ready`)).status).toBe(200);
    expect(ready.demo).not.toBeNull();
    expect(first.output()).toContain(ready.dashboard);
    expect(first.output()).not.toContain(ready.database_url);

    const second = npmStart();
    expect(await ended(second)).toBe(1);
    expect(second.output()).toContain(`Another instance (process ${first.child.pid})`);

    process.kill(ready.pids.worker, 'SIGKILL');
    process.kill(ready.pids.postgres, 'SIGKILL');
    await expect
      .poll(async () => (await readReady())?.pids.postgres, { timeout: 10_000 })
      .not.toBe(ready.pids.postgres);
    await expect
      .poll(async () => (await readReady())?.pids.worker, { timeout: 10_000 })
      .not.toBe(ready.pids.worker);
    await expect
      .poll(async () => await fetch(`${ready.api}/ready`).then((response) => response.status), {
        timeout: 60_000,
      })
      .toBe(200);

    const orphans = (await readReady())?.pids ?? ready.pids;
    first.child.kill('SIGKILL');
    const third = npmStart();
    const again = await becomesReady(third);
    for (const name of ['api', 'worker', 'temporal', 'postgres'] as const) {
      expect(await isGone(orphans[name]), name).toBe(true);
    }
    expect({ ...again, pids: undefined }).toEqual({ ...ready, pids: undefined });

    const askedAt = Date.now();
    third.child.kill('SIGTERM');
    expect(await ended(third)).toBe(0);
    expect(Date.now() - askedAt).toBeLessThan(15_000);
    for (const pid of Object.values(again.pids)) expect(await isGone(pid)).toBe(true);
    expect(await readReady()).toBeUndefined();
    expect(await readdir(join(dataDir, 'tmp'))).toEqual([]);
  });

  test('leaves nothing if it is stopped while it starts', async () => {
    const instance = npmStart();
    await expect.poll(instance.output, { timeout: START_MS }).toContain('is running');
    instance.child.kill('SIGINT');
    expect(await ended(instance)).toBe(0);
    const parts = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(await readFile(join(dataDir, 'parts.json'), 'utf8')));
    expect(parts).toEqual({});
  });

  test('does not start when no bank file is good, and names what is wrong', async () => {
    const banks = join(parent, 'broken-banks');
    await mkdir(banks);
    await writeFile(join(banks, 'broken.yaml'), 'code: UPPER\n');
    const instance = npmStart({ BANKS_DIR: banks, DEMO: '0' });
    expect(await ended(instance)).toBe(1);
    expect(instance.output()).toContain(join(banks, 'broken.yaml'));
  });
});

describe('a start that fails prints the reason and exits with 1', () => {
  async function outputOf(env: NodeJS.ProcessEnv): Promise<string> {
    const instance = npmStart(env);
    expect(await ended(instance)).toBe(1);
    expect(instance.output()).not.toMatch(/^\s+at /m);
    return instance.output();
  }

  test('if a port is in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    expect(await outputOf({ PORT: port })).toContain(`PORT is ${port}, and that port cannot be used`);
    server.close();
  });

  test('if a variable is invalid', async () => {
    expect(await outputOf({ PORT: 'http' })).toContain('PORT must be a whole number');
  });

  test('if DATA_DIR cannot be used', async () => {
    await writeFile(join(parent, 'file'), '');
    expect(await outputOf({ DATA_DIR: join(parent, 'file', 'data') })).toContain('cannot be used');
  });

  test('if PostgreSQL or Temporal does not respond', { timeout: START_MS }, async () => {
    const dead = 'postgres://someone:hunter2@127.0.0.1:1/x';
    const output = await outputOf({ DATABASE_URL: dead });
    expect(output).toContain('The PostgreSQL of DATABASE_URL cannot be used');
    expect(output).not.toContain('hunter2');
    expect(await outputOf({ TEMPORAL_ADDRESS: '127.0.0.1:1' })).toContain('at 127.0.0.1:1 does not answer');
  });
});
