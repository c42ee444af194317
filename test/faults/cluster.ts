import { join } from 'node:path';
import { nodePart } from '../../src/runtime/node-part.js';
import { type RunningPart, startPart } from '../../src/runtime/part.js';
import { freePort } from '../../src/runtime/ports.js';
import { migrateToLatest } from '../../src/db/run-migrations.js';
import { startBalancer } from '../support/balancer.js';
import { installationEnv } from '../support/installation-env.js';
import { createTestNamespace } from '../support/namespace.js';
import { createTestDatabase } from '../support/services.js';

const shiftedClock = new URL('shifted-clock.js', import.meta.url).href;

export interface ClusterOptions {
  folder: string;
  demoBankUrl: string;
  /** How far the clock of every second process is ahead. */
  clockShiftMs: number;
}

/** Two workers and two API processes behind a load balancer, over one database and one Temporal (docs/operations.md). */
export async function startCluster({ folder, demoBankUrl, clockShiftMs }: ClusterOptions) {
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  await migrateToLatest(database.databaseUrl);
  const env = {
    ...installationEnv({ folder, databaseUrl: database.databaseUrl, temporalNamespace: temporal.namespace }),
    DEMO_BANK_URL: demoBankUrl,
    SHUTDOWN_GRACE_SECONDS: '60',
    LIMIT_SUBMIT_PER_KEY: '0',
    LIMIT_FAILED_AUTH_PER_ADDRESS: '0',
  };
  const shifted = { NODE_OPTIONS: `--import ${shiftedClock}`, CLOCK_SHIFT_MS: String(clockShiftMs) };
  const envOf = (index: number) => (index % 2 === 0 ? env : { ...env, ...shifted });
  const startWorker = (index: number) =>
    startPart(
      nodePart({ name: `worker-${index}`, entry: 'worker.js', env: envOf(index) }),
      join(folder, `worker-${index}.log`),
    );
  const startApi = (index: number, port: number) =>
    startPart(
      nodePart({
        name: `api-${index}`,
        entry: 'server.js',
        env: { ...envOf(index), PORT: String(port) },
      }),
      join(folder, `api-${index}.log`),
    );

  const ports = await Promise.all([freePort(), freePort()]);
  const apis = await Promise.all(ports.map((port, index) => startApi(index, port)));
  const workers = await Promise.all([startWorker(0), startWorker(1)]);
  const balancer = await startBalancer(ports);

  return {
    url: balancer.url,

    /** Replaces each worker: starts the new one, then stops the old one with its grace period. */
    async replaceWorkers(): Promise<void> {
      for (const index of workers.keys()) {
        const old = workers[index];
        workers[index] = await startWorker(index);
        await old?.stop(90_000);
      }
    },

    /** Restarts each API process at its port, while the other one serves. */
    async restartApis(): Promise<void> {
      for (const [index, port] of ports.entries()) {
        await apis[index]?.stop(30_000);
        apis[index] = await startApi(index, port);
      }
    },

    async stop(): Promise<void> {
      const parts: RunningPart[] = [...apis, ...workers];
      await Promise.all(parts.map((part) => part.stop(30_000)));
      await balancer.stop();
      await temporal.close();
      await database.drop();
    },
  };
}
