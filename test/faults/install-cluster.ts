import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createSupervisor } from '../../src/runtime/supervisor.js';
import { ensureDatabase, preparePostgres } from '../../src/runtime/postgres.js';
import { freePort } from '../../src/runtime/ports.js';
import type { ProcessIdentity } from '../../src/runtime/process-identity.js';
import { startTemporalServer } from '../cluster/temporal-server.js';
import { startBalancer } from '../support/balancer.js';
import { type Installation, type Part, writeBankFiles } from './installation.js';
import { startInstance } from './instance.js';

/**
 * Two machines behind a balancer, over one PostgreSQL and Temporal's real server in it. Each machine runs `npm start` with
 * an API and a worker; a fault strikes the parts of the first one. A service that ends is started again.
 */
export async function installCluster(options: {
  folder: string;
  bankUrl: string;
  chromiumPath: string;
}): Promise<Installation> {
  const { folder } = options;
  const logs = join(folder, 'logs');
  await mkdir(logs);
  let services: Record<string, ProcessIdentity> = {};
  const supervisor = createSupervisor({
    logs,
    print: (line) => console.log(line),
    onChange: (parts) => {
      services = parts;
      return Promise.resolve();
    },
  });
  const postgres = await preparePostgres({
    folder: join(folder, 'postgres'),
    port: await freePort(),
    password: randomBytes(16).toString('hex'),
    env: process.env,
    settings: { max_connections: '300' },
    print: () => undefined,
  });
  const { databaseUrl } = postgres;
  await supervisor.start(postgres.spec);
  await ensureDatabase(databaseUrl);
  const temporal = await startTemporalServer({
    folder,
    databaseUrl: Promise.resolve(databaseUrl),
    start: supervisor.start,
  });

  const ports = [await freePort(), await freePort()];
  const env = {
    BANKS_DIR: await writeBankFiles(folder, options.bankUrl),
    CHROMIUM_PATH: options.chromiumPath,
    DATABASE_URL: databaseUrl,
    TEMPORAL_ADDRESS: temporal.address,
    SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
    JWT_SECRET: randomBytes(36).toString('base64'),
  };
  const [first, second] = await Promise.all([startMachine(1), startMachine(2)]);
  const machines = [first, second];
  const balancer = await startBalancer(ports);

  function startMachine(number: 1 | 2) {
    return startInstance({
      dataDir: join(folder, `data-${number}`),
      logFile: join(folder, `start-${number}.log`),
      env: { ...env, PORT: String(ports[number - 1]) },
    });
  }

  async function ready() {
    const { pids, ...ready } = await first.ready();
    const pidOf = (name: string) => services[name]?.pid ?? null;
    return {
      ...ready,
      api: balancer.url,
      pids: { ...pids, temporal: pidOf('Temporal'), postgres: pidOf('PostgreSQL') },
    };
  }

  return {
    ready,
    folder,
    dataDir: join(folder, 'data-1'),
    workers: machines.length,
    async pidsOf(part: Part): Promise<number[]> {
      if (part === 'chromium') return first.browsers();
      const pid = (await ready()).pids[part];
      return pid === null ? [] : [pid];
    },
    revive: () => first.revive(),
    browsers: async () => (await Promise.all(machines.map((machine) => machine.browsers()))).flat(),
    leftInTemporary: async () =>
      (await Promise.all(machines.map((machine) => machine.leftInTemporary()))).flat(),
    async stop(): Promise<void> {
      await Promise.all(machines.map((machine) => machine.stop()));
      await balancer.stop();
      supervisor.beginStopping();
      await supervisor.stop('Temporal', 10_000);
      await supervisor.stop('PostgreSQL', 10_000);
    },
  };
}
