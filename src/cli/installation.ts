import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateJson } from '../runtime/private-file.js';
import { readyFileSchema } from '../runtime/ready-file.js';
import { StartError } from '../runtime/start-error.js';

export interface Installation {
  databaseUrl: string;
  secretKeys: string;
  temporalAddress: string | undefined;
  /** The address of the API that runs in DATA_DIR. */
  api: string | undefined;
  /** Whether it is that of `npm start`. */
  isOwn: boolean;
}

interface Settings {
  dataDir: string;
  databaseUrl: string | undefined;
  secretKeys: string | undefined;
  temporal: { address: string | undefined };
}

const secretsSchema = z.object({ secretKeys: z.string() });

/**
 * The database and the keys that a command works on: those of the environment, else those of the `npm start` that runs in
 * DATA_DIR. Throws a StartError if neither names them.
 */
export async function readInstallation({
  dataDir,
  databaseUrl,
  secretKeys,
  temporal,
}: Settings): Promise<Installation> {
  const ready = await readPrivateJson(join(dataDir, 'ready.json'), readyFileSchema);
  const own = await readPrivateJson(join(dataDir, 'secrets.json'), secretsSchema);
  const found = {
    databaseUrl: databaseUrl ?? ready?.database_url,
    // The keys in DATA_DIR belong to the database there.
    secretKeys: secretKeys ?? (databaseUrl === undefined ? own?.secretKeys : undefined),
  };
  if (found.databaseUrl === undefined)
    throw new StartError(`No database: DATABASE_URL is not set, and no instance is running in ${dataDir}.`, [
      'set DATABASE_URL and SECRET_KEYS as for API and worker',
      'or run `npm start`, and this command in the same folder',
    ]);
  if (found.secretKeys === undefined)
    throw new StartError('SECRET_KEYS is not set.', ['set it as for API and worker']);
  return {
    databaseUrl: found.databaseUrl,
    secretKeys: found.secretKeys,
    temporalAddress: temporal.address ?? ready?.temporal_address,
    api: ready?.api,
    isOwn: databaseUrl === undefined,
  };
}
