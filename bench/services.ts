import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateToLatest } from '../src/db/run-migrations.js';
import { type PartSpec, type RunningPart, startPart } from '../src/runtime/part.js';
import { freePort } from '../src/runtime/ports.js';
import { ensureDatabase, preparePostgres } from '../src/runtime/postgres.js';
import { findTemporal } from '../src/runtime/temporal-binary.js';
import { temporalServerPart } from '../src/runtime/temporal-server.js';

const env = process.env;
const print = (line: string): void => console.log(line);

/**
 * A migrated PostgreSQL and a Temporal server for one benchmark, with the settings of `npm start`. With `metricsPort`,
 * Temporal serves its own metrics there.
 */
export async function startServices({ metricsPort }: { metricsPort?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const parts: RunningPart[] = [];
  async function start(spec: PartSpec): Promise<void> {
    parts.push(await startPart(spec, join(folder, `${spec.name}.log`)));
  }
  async function stop(): Promise<void> {
    await Promise.all(parts.map((part) => part.stop(30_000)));
    await rm(folder, { recursive: true, force: true });
  }

  try {
    const { spec, databaseUrl } = await preparePostgres({
      folder: join(folder, 'postgres'),
      port: await freePort(),
      password: randomBytes(16).toString('hex'),
      env,
      print,
    });
    await start(spec);
    await ensureDatabase(databaseUrl);
    await migrateToLatest(databaseUrl);
    const { path } = await findTemporal({ cliPath: env['TEMPORAL_CLI_PATH'], env, print });
    const port = await freePort();
    // With a file, so that writing costs what it costs there.
    const temporal = temporalServerPart({ path, port, env, dbFile: join(folder, 'temporal.db') });
    const metricsArgs = metricsPort === undefined ? [] : ['--metrics-port', String(metricsPort)];
    await start({ ...temporal, args: [...temporal.args, ...metricsArgs] });
    return {
      databaseUrl,
      temporalAddress: `127.0.0.1:${port}`,
      /** Starts one more process, which `stop` ends. */
      start,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
