import { randomBytes, randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { Client, Connection } from '@temporalio/client';
import { openDatabase } from '../src/db/open.js';
import { respondsOk } from '../src/runtime/node-part.js';
import { freePort } from '../src/runtime/ports.js';
import { loginWorkflowId, submitOtp } from '../src/temporal/login-messages.js';
import { createApiRows } from './api-rows.js';
import { type Load, measureLoad, measureRequests } from './load.js';
import { startServices } from './services.js';
import { percentile } from './support.js';

/**
 * The API at 1, 16, 64 and 256 connections: status, the pending requests of keys that see none, one, 100 and 5,000 of them,
 * and codes. Each beside a floor that is measured in turns with it: Express with one prepared SELECT, and a signal to
 * Temporal with one write. The API, the floor, PostgreSQL and Temporal are processes of their own; the load is sent from this
 * one. Prints a table and writes `reports/bench-api.json`. `node --import tsx bench/api.ts [accounts] [pending] [seconds]`
 */

const accounts = Number(process.argv[2] ?? 10_000);
const pending = Number(process.argv[3] ?? 5_000);
const seconds = Number(process.argv[4] ?? 1);
const rounds = 3;
const connectionCounts = [1, 16, 64, 256];

const services = await startServices();
try {
  await run();
} finally {
  await services.stop();
}

interface Measured {
  name: string;
  measure: (connections: number) => Promise<Load>;
}

async function run(): Promise<void> {
  const { databaseUrl, temporalAddress } = services;
  const db = openDatabase({ databaseUrl });
  const client = new Client({ connection: await Connection.connect({ address: temporalAddress }) });
  const { createKey, accountIds, pendingIds } = await createApiRows(db, client, { accounts, pending });
  const floor = await startServer('Floor', ['--import', 'tsx', 'bench/floor-server.ts'], {});
  const api = await startServer('API', ['built/server.js'], {
    TEMPORAL_ADDRESS: temporalAddress,
    SECRET_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(48).toString('base64'),
    LIMIT_SUBMIT_PER_ACCOUNT: '1000000',
    LIMIT_SUBMIT_PER_KEY: '1000000',
  });
  const headersFor = async (ids: string[] | null) => ({ authorization: `Api-Key ${await createKey(ids)}` });
  const ofAll = await headersFor(null);
  let n = 0;
  const nextOf = (ids: readonly string[]): string => ids[(n += 1) % ids.length] ?? '';
  const nextCode = (): string => String(100_000 + ((n += 1) % 900_000));

  const read = (
    name: string,
    origin: string,
    nextPath: () => string,
    headers: Record<string, string> = {},
  ): Measured => ({
    name,
    measure: (connections) =>
      measureRequests({
        ...{ origin, connections, seconds },
        nextRequest: () => ({ method: 'GET', path: nextPath(), headers }),
      }),
  });
  const assistance = async (what: string, ids: string[] | null): Promise<Measured> =>
    read(`GET assistance, ${what}`, api, () => '/v1/assistance', await headersFor(ids));
  const post = (name: string, more: () => Record<string, string>): Measured => ({
    name,
    measure: (connections) =>
      measureRequests({
        ...{ origin: api, connections, seconds },
        nextRequest: () => ({
          method: 'POST',
          path: `/v1/accounts/${nextOf(pendingIds)}/otp`,
          headers: { ...ofAll, 'content-type': 'application/json', ...more() },
          body: JSON.stringify({ code: nextCode() }),
        }),
      }),
  });
  async function signalAndWrite(): Promise<true> {
    const id = nextOf(pendingIds);
    const code = { submissionId: randomUUID(), requestId: randomUUID(), fingerprint: '', sealedCode: '' };
    await client.workflow.getHandle(loginWorkflowId(id)).signal(submitOtp, code);
    await db.updateTable('accounts').set({ name: nextCode() }).where('id', '=', id).execute();
    return true;
  }

  const results = [
    ...(await compare([
      read('floor', floor, () => `/accounts/${nextOf(accountIds)}`),
      read('GET status', api, () => `/v1/accounts/${nextOf(accountIds)}/status`, ofAll),
      await assistance('none', accountIds.slice(-1)),
      await assistance('1 pending', pendingIds.slice(0, 1)),
      await assistance('100 pending', pendingIds.slice(0, 100)),
      await assistance(`${Math.min(500, pending)} of ${pending}`, null),
    ])),
    ...(await compare([
      {
        name: 'floor',
        measure: (connections) => measureLoad({ connections, seconds, act: signalAndWrite }),
      },
      post('POST otp', () => ({})),
      post('POST otp with a key', () => ({ 'idempotency-key': randomUUID() })),
    ])),
  ];

  const report = { accounts, pending, seconds, rounds, load: loadavg(), results };
  await mkdir('reports', { recursive: true });
  await writeFile('reports/bench-api.json', JSON.stringify(report, null, 2));
  console.log(`load of the machine: ${report.load.map((value) => value.toFixed(1)).join(', ')}`);
  await client.connection.close();
  await db.destroy();
}

/** Measures the first as the floor of the others, at each number of connections, in turns. */
async function compare(measured: readonly Measured[]): Promise<object[]> {
  const results: object[] = [];
  for (const connections of connectionCounts) {
    const loads = new Map<string, Load[]>(measured.map(({ name }) => [name, []]));
    for (let round = 0; round <= rounds; round += 1)
      for (const { name, measure } of measured) {
        const load = await measure(connections);
        // The first round warms up.
        if (round > 0) loads.get(name)?.push(load);
      }
    const [floor, ...others] = measured.map(({ name }) => ({ name, ...medianLoad(loads.get(name) ?? []) }));
    if (!floor) continue;
    for (const load of others) {
      const rateRatio = load.perSecond / floor.perSecond;
      const timeRatio = load.p50Ms / floor.p50Ms;
      results.push({ connections, ...load, floor, rateRatio, timeRatio });
      print(`${load.name}, ${connections} connections`, [
        `${load.perSecond.toFixed(0)}/s`,
        `floor ${floor.perSecond.toFixed(0)}/s`,
        rateRatio.toFixed(2),
        `p50 ${load.p50Ms.toFixed(2)} ms, p95 ${load.p95Ms.toFixed(2)} ms, floor ${floor.p50Ms.toFixed(2)} ms, ${timeRatio.toFixed(1)} ×`,
        ...(load.refused > 0 ? [`${load.refused} refused as busy`] : []),
      ]);
    }
  }
  return results;
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

/** The medians of some rounds, and how many were refused in all. */
function medianLoad(loads: readonly Load[]): Load {
  const median = (pick: (load: Load) => number) => percentile(loads.map(pick), 50);
  return {
    perSecond: median(({ perSecond }) => perSecond),
    p50Ms: median(({ p50Ms }) => p50Ms),
    p95Ms: median(({ p95Ms }) => p95Ms),
    refused: loads.reduce((sum, { refused }) => sum + refused, 0),
  };
}

function print(name: string, values: string[]): void {
  console.log([name.padEnd(44), ...values].join(' | '));
}
