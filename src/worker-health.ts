import { hostname } from 'node:os';
import { readConfig } from './config.js';
import { openDatabase } from './db/open.js';
import { isWorkerAlive } from './db/worker-liveness.js';

/**
 * The health check of a worker's container: exits with 0 if a worker of this host sent a heartbeat in the last 15 s. A
 * container has a host name of its own.
 */
async function main(): Promise<boolean> {
  const { databaseUrl } = readConfig(process.env);
  if (databaseUrl === undefined) return false;
  const db = openDatabase({ databaseUrl, maxConnections: 1, queryTimeoutMs: 3_000 });
  return await isWorkerAlive(db, { of: hostname() }).finally(() => db.destroy());
}

main().then(
  (isAlive) => process.exit(isAlive ? 0 : 1),
  () => process.exit(1),
);
