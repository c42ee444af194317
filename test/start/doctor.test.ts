import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { fingerprint } from '../../src/db/keys/fingerprint.js';
import { startHeartbeat } from '../../src/db/worker-liveness.js';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { type ApiUnderTest, startApi } from '../api/support/api-under-test.js';

/** The command against the real services: once all is well, and once much is wrong. */

const newKeys = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const keys = newKeys('k1');

let api: ApiUnderTest & { databaseUrl: string };
let stopHeartbeat: () => Promise<void>;
beforeAll(async () => {
  api = await startApi({ ring: parseKeyRing(keys) });
  stopHeartbeat = startHeartbeat({ db: api.db, worker: `${hostname()}-1`, onError: () => undefined });
  await fingerprint(api, 'a login', '123456');
});
afterAll(async () => {
  await stopHeartbeat();
  await api.close();
});

const findingsSchema = z.array(z.object({ check: z.string(), state: z.string(), text: z.string() }));
const endedSchema = z.object({ code: z.number().default(0), stdout: z.string() });

async function doctor(env: Record<string, string>) {
  const run = promisify(execFile)(process.execPath, ['built/cli.js', 'doctor', '--json'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: api.databaseUrl,
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      SECRET_KEYS: keys,
      JWT_SECRET: randomBytes(32).toString('hex'),
      CHROMIUM_PATH: inject('chromiumPath'),
      PUBLIC_URL: api.url,
      ...env,
    },
  });
  const { code, stdout } = endedSchema.parse(await run.catch((error: unknown) => error));
  expect(stdout).not.toContain('hunter2');
  const findings = findingsSchema.parse(JSON.parse(stdout));
  return { code, wrong: findings.filter(({ state }) => state === 'wrong'), findings };
}

it('finds nothing wrong where nothing is', async () => {
  const { code, wrong, findings } = await doctor({});
  expect(wrong).toEqual([]);
  expect(code).toBe(0);
  expect(findings.map(({ check }) => check)).toEqual([
    'configuration',
    'database',
    'keys',
    'Temporal',
    'workers',
    'bank files',
    'browser',
    'disk',
    'PUBLIC_URL',
  ]);
});

it('names everything that is wrong, with remedies and without secrets', async () => {
  const { code, wrong } = await doctor({
    SECRET_KEYS: newKeys('k2'),
    TEMPORAL_NAMESPACE: 'nowhere',
    BANKS_DIR: '/no/such/folder',
    CHROMIUM_PATH: '/no/such/browser',
    PUBLIC_URL: 'http://127.0.0.1:1',
    SMTP_URL: 'smtp://ana:hunter2@127.0.0.1:1',
    SMTP_FROM: 'a@b.example',
  });
  expect(code).toBe(1);
  const texts = Object.fromEntries(wrong.map(({ check, text }) => [check, text]));
  const expected: [string, RegExp][] = [
    ['keys', /k1 IS MISSING in SECRET_KEYS/],
    ['Temporal', /no namespace "nowhere"[^]*- create it/],
    ['bank files', /\/no\/such\/folder/],
    ['browser', /CHROMIUM_PATH is \/no\/such\/browser/],
    ['PUBLIC_URL', /cannot be reached[^]*- start the API/],
    ['mail', /ESOCKET|ECONNECTION/],
  ];
  expect(Object.keys(texts)).toEqual(expected.map(([check]) => check));
  for (const [check, text] of expected) expect(texts[check]).toMatch(text);
});

it('stops at a configuration that cannot be read', async () => {
  const { code, findings } = await doctor({ JWT_SECRET: 'short', SECRET_KEYS: '' });
  expect(code).toBe(1);
  expect(findings.map(({ check, state }) => `${check} ${state}`)).toEqual(['configuration wrong']);
  expect(findings[0]?.text).toMatch(/SECRET_KEYS is not set[^]*JWT_SECRET must have at least 32/);
});

it('the health check of a worker fails when the worker of this host is gone, whatever others do', async () => {
  const check = async () => {
    const env = { PATH: process.env['PATH'], DATABASE_URL: api.databaseUrl };
    const run = promisify(execFile)(process.execPath, ['built/worker-health.js'], { env });
    return endedSchema.parse(await run.catch((error: unknown) => error)).code;
  };
  expect(await check()).toBe(0);
  await stopHeartbeat();
  stopHeartbeat = startHeartbeat({ db: api.db, worker: `x${hostname()}-1`, onError: () => undefined });
  expect(await check()).toBe(1);
});
