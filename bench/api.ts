import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { Pool } from 'undici';
import { openDatabase } from '../src/db/open.js';
import { respondsOk } from '../src/runtime/node-part.js';
import { freePort } from '../src/runtime/ports.js';
import { loginWorkflowId, submitOtp } from '../src/temporal/login-messages.js';
import { createApiRows } from './api-rows.js';
import { type Load, measureLoad } from './load.js';
import { startServices } from './services.js';
import { measure, percentile } from './support.js';

/**
 * The API's reads at 1, 16 and 64 connections, and the time to take a code, each beside a floor that is measured in turns
 * with it: Express with one prepared SELECT, and a signal to Temporal with one write. The API, the floor, PostgreSQL and
 * Temporal are processes of their own; the load is sent from this one. Prints a table and writes `reports/bench-api.json`.
 * `node --import tsx bench/api.ts [accounts] [seconds]`
 */

const accounts = Number(process.argv[2] ?? 2_000);
const seconds = Number(process.argv[3] ?? 2);
const rounds = 3;
const pending = 20;
const connectionCounts = [1, 16, 64];
const codesInARound = 40;

const services = await startServices();
try {
  await run();
} finally {
  await services.stop();
}

async function run(): Promise<void> {
  const { databaseUrl, temporalAddress } = services;
  const db = openDatabase({ databaseUrl });
  const client = new Client({ connection: await Connection.connect({ address: temporalAddress }) });
  const { key, keyOfOne, accountIds, pendingIds } = await createApiRows(db, client, { accounts, pending });
  const floor = await startServer('Floor', ['--import', 'tsx', 'bench/floor-server.ts'], {});
  const api = await startServer('API', ['built/server.js'], {
    TEMPORAL_ADDRESS: temporalAddress,
    SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(48).toString('base64'),
    LIMIT_SUBMIT_PER_ACCOUNT: '1000000',
    LIMIT_SUBMIT_PER_KEY: '1000000',
  });
  const headersOf = (apiKey: string) => ({ authorization: `Api-Key ${apiKey}` });
  const headers = headersOf(key);
  let n = 0;
  const nextAccount = (): string => accountIds[(n += 1) % accountIds.length] ?? '';
  const reads = [
    { name: 'floor', origin: floor, nextPath: () => `/accounts/${nextAccount()}` },
    { name: 'GET status', origin: api, nextPath: () => `/v1/accounts/${nextAccount()}/status`, headers },
    { name: 'GET assistance', origin: api, nextPath: () => '/v1/assistance', headers: headersOf(keyOfOne) },
  ];

  const results: object[] = [];
  for (const connections of connectionCounts) {
    const loads = new Map<string, Load[]>(reads.map(({ name }) => [name, []]));
    for (let round = 0; round <= rounds; round += 1)
      for (const { name, ...read } of reads) {
        const load = await measureLoad({ ...read, connections, seconds });
        // The first round warms up.
        if (round > 0) loads.get(name)?.push(load);
      }
    const [bare, ...product] = reads.map(({ name }) => ({ name, ...medianLoad(loads.get(name) ?? []) }));
    if (!bare) continue;
    for (const load of product) {
      const rateRatio = load.perSecond / bare.perSecond;
      const timeRatio = load.p50Ms / bare.p50Ms;
      results.push({ connections, ...load, floor: bare, rateRatio, timeRatio });
      print(`${load.name}, ${connections} connections`, [
        `${load.perSecond.toFixed(0)}/s`,
        `floor ${bare.perSecond.toFixed(0)}/s`,
        rateRatio.toFixed(2),
        `p50 ${load.p50Ms.toFixed(2)} ms, floor ${bare.p50Ms.toFixed(2)} ms, ${timeRatio.toFixed(1)} ×`,
      ]);
    }
  }

  const pool = new Pool(api, { connections: 1 });
  const took = { floor: [] as number[], plain: [] as number[], keyed: [] as number[] };
  const nextPending = (): string => pendingIds[(n += 1) % pendingIds.length] ?? '';
  const nextCode = (): string => String(100_000 + ((n += 1) % 900_000));
  async function post(more: Record<string, string>): Promise<void> {
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: `/v1/accounts/${nextPending()}/otp`,
      headers: { ...headers, 'content-type': 'application/json', ...more },
      body: JSON.stringify({ code: nextCode() }),
    });
    const text = await body.text();
    if (statusCode !== 202) throw new Error(`POST answered ${statusCode}: ${text}`);
  }
  async function signalAndWrite(): Promise<void> {
    const id = nextPending();
    const code = { submissionId: randomUUID(), requestId: randomUUID(), fingerprint: '', sealedCode: '' };
    await client.workflow.getHandle(loginWorkflowId(id)).signal(submitOtp, code);
    await db.updateTable('accounts').set({ name: nextCode() }).where('id', '=', id).execute();
  }
  for (let round = 0; round <= rounds; round += 1) {
    const times = {
      floor: await measure(codesInARound, signalAndWrite),
      plain: await measure(codesInARound, () => post({})),
      keyed: await measure(codesInARound, () => post({ 'idempotency-key': randomUUID() })),
    };
    if (round === 0) continue;
    took.floor.push(...times.floor);
    took.plain.push(...times.plain);
    took.keyed.push(...times.keyed);
  }
  await pool.close();
  const floorMs = percentile(took.floor, 50);
  for (const [name, times] of [
    ['POST otp', took.plain],
    ['POST otp with a key', took.keyed],
  ] as const) {
    const p50Ms = percentile(times, 50);
    const p95Ms = percentile(times, 95);
    const timeRatio = p50Ms / floorMs;
    results.push({
      name,
      p50Ms,
      p95Ms,
      floor: { p50Ms: floorMs, p95Ms: percentile(took.floor, 95) },
      timeRatio,
    });
    print(`${name}, answered 202`, [
      `p50 ${p50Ms.toFixed(1)} ms, p95 ${p95Ms.toFixed(1)} ms`,
      `signal and one write ${floorMs.toFixed(1)} ms`,
      `${timeRatio.toFixed(1)} ×`,
    ]);
  }

  const report = { accounts, pending, seconds, rounds, load: loadavg(), results };
  await mkdir('reports', { recursive: true });
  await writeFile('reports/bench-api.json', JSON.stringify(report, null, 2));
  console.log(`load of the machine: ${report.load.map((value) => value.toFixed(1)).join(', ')}`);
  await client.connection.close();
  await db.destroy();
}

/** Starts a server of this project on a free port, and returns its origin. */
async function startServer(name: string, args: string[], env: Record<string, string>): Promise<string> {
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const { PATH } = process.env;
  await services.start({
    name,
    command: process.execPath,
    args,
    env: { PATH, DATABASE_URL: services.databaseUrl, PORT: String(port), ...env },
    stopSignal: 'SIGTERM',
    isServing: async () => await respondsOk(`${origin}/health`),
    readyTimeoutMs: 60_000,
  });
  return origin;
}

/** The medians of some rounds. */
function medianLoad(loads: readonly Load[]): Load {
  const median = (pick: (load: Load) => number) => percentile(loads.map(pick), 50);
  return {
    perSecond: median(({ perSecond }) => perSecond),
    p50Ms: median(({ p50Ms }) => p50Ms),
    p95Ms: median(({ p95Ms }) => p95Ms),
  };
}

function print(name: string, values: string[]): void {
  console.log([name.padEnd(36), ...values].join(' | '));
}
