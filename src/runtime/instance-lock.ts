import { rm } from 'node:fs/promises';
import lockfile from 'proper-lockfile';
import type { DataFolder } from './data-folder.js';
import { readPrivateJson, writePrivateJson } from './private-file.js';
import { identify, isAlive, type ProcessIdentity, processIdentitySchema } from './process-identity.js';
import { StartError } from './start-error.js';

/**
 * Makes this process the one instance in DATA_DIR. The lock is who holds it, not that a file is there, so that one of a
 * killed process, a zombie or a process that got its id since counts for nothing.
 */
export async function lockInstance(folder: DataFolder): Promise<{ unlock: () => Promise<void> }> {
  const own = await identify(process.pid);
  if (own === undefined) throw new Error('this process does not find itself in the process table');

  await withFileLock(folder, async () => {
    const holder = await readPrivateJson(folder.lock, processIdentitySchema);
    if (holder !== undefined && (await isAlive(holder))) throw alreadyRuns(folder, holder);
    await writePrivateJson(folder.lock, own);
  });
  return { unlock: async () => await rm(folder.lock, { force: true }) };
}

/** Looking at the lock and taking it is one act. Held for milliseconds, so it can only be stale when we died just there. */
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
    `stop it: kill ${holder.pid}, or Ctrl-C where it was started`,
    'or start this one with a folder and port of its own: DATA_DIR=… PORT=0 npm start',
  ]);
}
