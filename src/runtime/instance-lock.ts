import { rm } from 'node:fs/promises';
import lockfile from 'proper-lockfile';
import type { DataFolder } from './data-folder.js';
import { readPrivateJson, writePrivateJson } from './private-file.js';
import { identify, isAlive, type ProcessIdentity, processIdentitySchema } from './process-identity.js';
import { StartError } from './start-error.js';

/**
 * Makes this process the only instance in DATA_DIR; throws a StartError if another one runs there. The lock file names
 * its holder, so a lock left by a killed process does not count, even if its id is in use again.
 */
export async function lockInstance(folder: DataFolder): Promise<{ unlock: () => Promise<void> }> {
  const own = await identify(process.pid);
  if (own === undefined) throw new Error('this process is not in the process table');

  await withFileLock(folder, async () => {
    const holder = await readPrivateJson(folder.lock, processIdentitySchema);
    if (holder !== undefined && (await isAlive(holder))) throw alreadyRuns(folder, holder);
    await writePrivateJson(folder.lock, own);
  });
  return { unlock: async () => await rm(folder.lock, { force: true }) };
}

/** Makes reading and writing the lock file atomic. Held for milliseconds, so only a crash in between leaves it stale. */
async function withFileLock(folder: DataFolder, act: () => Promise<void>): Promise<void> {
  const release = await lockfile.lock(folder.lock, {
    realpath: false,
    stale: 5_000,
    retries: { retries: 100, factor: 1, minTimeout: 100, maxTimeout: 100 },
  });
  await act().finally(release);
}

function alreadyRuns(folder: DataFolder, holder: ProcessIdentity): StartError {
  return new StartError(`Another instance (process ${holder.pid}) already runs in ${folder.root}.`, [
    `stop it: kill ${holder.pid}, or Ctrl-C in its terminal`,
    'or start this one with its own folder and port: DATA_DIR=… PORT=0 npm start',
  ]);
}
