import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { inject } from 'vitest';

interface InstallationFolders {
  /** Holds the bank files in `banks`, and temporary files. */
  folder: string;
  databaseUrl: string;
  temporalNamespace: string;
}

/** The environment of the processes of one installation, with keys of its own and no limit on starts and submissions. */
export const installationEnv = ({ folder, databaseUrl, temporalNamespace }: InstallationFolders) => ({
  PATH: process.env['PATH'],
  HOME: process.env['HOME'],
  TMPDIR: folder,
  DATABASE_URL: databaseUrl,
  TEMPORAL_ADDRESS: inject('temporalAddress'),
  TEMPORAL_NAMESPACE: temporalNamespace,
  CHROMIUM_PATH: inject('chromiumPath'),
  SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
  JWT_SECRET: randomUUID(),
  BANKS_DIR: join(folder, 'banks'),
  LIMIT_SUBMIT_PER_ACCOUNT: '0',
  LIMIT_START_PER_ACCOUNT: '0',
});
