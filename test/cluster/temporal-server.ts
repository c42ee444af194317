import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import { findOnPath, runCommand } from '../../src/runtime/run-command.js';
import type { PartSpec } from '../../src/runtime/part.js';
import { freePort } from '../../src/runtime/ports.js';
import type { StartTemporal } from '../support/services.js';
import { buildTemporalServer, buildTemporalSqlTool } from '../support/temporal-programs.js';

const dynamicConfig = fileURLToPath(new URL('../../tools/temporal/dynamic-config.yaml', import.meta.url));
/** Fewer than in docker-compose.yml: a server that was killed takes over all of them when it starts again. */
const historyShards = 16;
const schemas = { temporal: 'postgresql/v12/temporal', temporal_visibility: 'postgresql/v12/visibility' };

/**
 * Creates the tables of Temporal's server in this PostgreSQL and starts it: the server of docker-compose.yml, with all its
 * services in one process, on loopback. The programs are those on the PATH, else they are built with Go.
 */
export const startTemporalServer: StartTemporal = async ({ folder, databaseUrl, start }) => {
  const installed = (name: string) => findOnPath([name], process.env['PATH']);
  const sqlTool = (await installed('temporal-sql-tool')) ?? (await buildTemporalSqlTool());
  const path = (await installed('temporal-server')) ?? (await buildTemporalServer());
  const { hostname, port: databasePort, username, password } = new URL(await databaseUrl);

  for (const [database, schema] of Object.entries(schemas)) {
    for (const command of [
      ['create-database', '--defaultdb', 'postgres'],
      ['setup-schema', '--version', '0.0'],
      ['update-schema', '--schema-name', schema],
    ]) {
      await runCommand(sqlTool, command, {
        env: {
          SQL_PLUGIN: 'postgres12',
          SQL_HOST: hostname,
          SQL_PORT: databasePort,
          SQL_USER: username,
          SQL_PASSWORD: password,
          SQL_DATABASE: database,
        },
        timeout: 120_000,
      });
    }
  }

  // Test files use a namespace as soon as they have made it.
  const settings = join(folder, 'dynamic-config.yaml');
  const immediate = 'system.forceSearchAttributesCacheRefreshOnRead:\n  - value: true\n';
  await writeFile(settings, (await readFile(dynamicConfig, 'utf8')) + immediate);
  const ports: Record<string, string> = {};
  for (const service of ['FRONTEND', 'HISTORY', 'MATCHING', 'WORKER']) {
    for (const kind of ['GRPC', 'MEMBERSHIP']) ports[`${service}_${kind}_PORT`] = String(await freePort());
  }
  const address = `127.0.0.1:${ports['FRONTEND_GRPC_PORT']}`;
  const spec: PartSpec = {
    name: 'Temporal',
    command: path,
    args: ['--allow-no-auth', 'start'],
    env: {
      DB: 'postgres12',
      DB_PORT: databasePort,
      POSTGRES_SEEDS: hostname,
      POSTGRES_USER: username,
      POSTGRES_PWD: password,
      NUM_HISTORY_SHARDS: String(historyShards),
      BIND_ON_IP: '127.0.0.1',
      TEMPORAL_BROADCAST_ADDRESS: '127.0.0.1',
      DYNAMIC_CONFIG_FILE_PATH: settings,
      LOG_LEVEL: 'warn',
      ...ports,
      FRONTEND_HTTP_PORT: String(await freePort()),
    },
    stopSignal: 'SIGTERM',
    isServing: async () => await acceptsCalls(address),
    readyTimeoutMs: 120_000,
  };
  await start(spec);
  await registerDefaultNamespace(address);
  return { address, path };
};

async function acceptsCalls(address: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  return await connection.workflowService
    .listNamespaces({})
    .then(() => true)
    .finally(async () => await connection.close());
}

async function registerDefaultNamespace(address: string): Promise<void> {
  const connection = await Connection.connect({ address });
  await connection.workflowService
    .registerNamespace({ namespace: 'default', workflowExecutionRetentionPeriod: msToTs('3d') })
    .finally(async () => await connection.close());
}
