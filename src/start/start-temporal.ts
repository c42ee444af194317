import { access, rm, writeFile } from 'node:fs/promises';
import { localUrl } from '../process/local-url.js';
import type { DataFolder } from '../runtime/data-folder.js';
import { Connection } from '@temporalio/client';
import { summarizeError, StartError } from '../runtime/start-error.js';
import { ensureSearchAttributes } from '../runtime/ensure-search-attributes.js';
import { findTemporal } from '../runtime/temporal-binary.js';
import { temporalServerPart } from '../runtime/temporal-server.js';
import { type Instance, timedStep } from './instance.js';

export interface StartedTemporal {
  address: string;
  uiUrl: string | null;
  /** Environment variables with which the parts connect to it. */
  env: NodeJS.ProcessEnv;
}

/** Connects to TEMPORAL_ADDRESS, or starts a Temporal server in DATA_DIR, and registers the search attributes there. */
export async function startTemporal(instance: Instance): Promise<StartedTemporal> {
  const { config, print } = instance;
  const { address, uiUrl, namespace } = config.temporal;
  if (address === undefined) return await startOwnServer(instance);

  await timedStep(
    print,
    `Temporal at ${address} is reachable`,
    async () => await prepareNamespace(instance, address),
  );
  const env = { TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: namespace };
  return { address, uiUrl: uiUrl ?? null, env };
}

async function startOwnServer(instance: Instance): Promise<StartedTemporal> {
  const { config, folder, ports, supervisor, print, stopping } = instance;
  const { cliPath, namespace } = config.temporal;
  const found = await findTemporal({ cliPath, env: config.env, print, signal: stopping });
  const address = `127.0.0.1:${ports.temporal}`;
  await timedStep(print, `Temporal ${found.version} from ${found.source} is running`, async () => {
    const server = temporalServerPart({
      path: found.path,
      port: ports.temporal,
      uiPort: ports.temporalUi,
      namespace,
      dbFile: folder.temporalDb,
      env: config.env,
    });
    await supervisor.start({ ...server, prepare: async () => await removeIncompleteDatabase(folder) });
    await writeFile(completionMarker(folder), '');
    await prepareNamespace(instance, address);
  });
  const uiUrl = localUrl('127.0.0.1', ports.temporalUi);
  const env = {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: namespace,
    TEMPORAL_UI_URL: uiUrl,
    // Credentials for another server would break the connection to this one.
    TEMPORAL_API_KEY: '',
    TEMPORAL_TLS: '0',
  };
  return { address, uiUrl, env };
}

/** If the server was killed while creating its tables, it takes its database file for complete and never starts again. */
async function removeIncompleteDatabase(folder: DataFolder): Promise<void> {
  const isComplete = await access(completionMarker(folder)).then(
    () => true,
    () => false,
  );
  if (isComplete) return;
  const files = ['', '-wal', '-shm'].map((ending) => `${folder.temporalDb}${ending}`);
  await Promise.all(files.map(async (file) => await rm(file, { force: true })));
}

function completionMarker(folder: DataFolder): string {
  return `${folder.temporalDb}.complete`;
}

async function prepareNamespace({ config }: Instance, address: string): Promise<void> {
  const { namespace, credentials } = config.temporal;
  const isOwn = config.temporal.address === undefined;
  const connection = await Connection.connect({
    address,
    connectTimeout: 10_000,
    ...(isOwn ? {} : credentials),
  }).catch((error: unknown) => {
    throw new StartError(`The Temporal server at ${address} does not answer: ${summarizeError(error)}`, [
      'check TEMPORAL_ADDRESS, TEMPORAL_API_KEY and TEMPORAL_TLS_*',
      'or unset TEMPORAL_ADDRESS to have one started here',
    ]);
  });
  await ensureSearchAttributes(connection, namespace).finally(async () => await connection.close());
}
