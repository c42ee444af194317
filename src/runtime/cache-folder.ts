import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import envPaths from 'env-paths';
import lockfile from 'proper-lockfile';
import { type Print, withProgressLines } from './progress.js';
import { summarizeError, StartError } from './start-error.js';

/** For what is expensive to download or build and the same for every DATA_DIR: `~/.cache/assisted-login` on Linux. */
export const userCacheFolder = envPaths('assisted-login', { suffix: '' }).cache;

/**
 * Returns the path of the cache folder `name`, which `fill` fills if it does not exist. It is filled in a temporary
 * folder and renamed when complete, so an interrupted start leaves no incomplete folder. A concurrent start waits for
 * the first instead of doing the work twice.
 */
export async function ensureCachedFolder(options: {
  cache?: string;
  name: string;
  fill: (folder: string) => Promise<void>;
  mode?: number;
  print: Print;
}): Promise<string> {
  const { cache = userCacheFolder, name, fill, mode = 0o700, print } = options;
  const target = join(cache, name);
  if (await exists(target)) return target;

  await mkdir(cache, { recursive: true }).catch((error: unknown) => {
    throw new StartError(`The cache folder ${cache} cannot be created: ${summarizeError(error)}`, [
      'set XDG_CACHE_HOME to a writable folder',
    ]);
  });
  const unlock = await withProgressLines(
    print,
    `waiting for another start that is preparing ${name}`,
    async () =>
      await lockfile.lock(target, {
        realpath: false,
        stale: 10_000,
        retries: { forever: true, factor: 1, minTimeout: 500, maxTimeout: 500 },
      }),
  );
  try {
    if (!(await exists(target))) await fillAndRename(target, fill, mode);
    return target;
  } finally {
    await unlock();
  }
}

async function fillAndRename(
  target: string,
  fill: (folder: string) => Promise<void>,
  mode: number,
): Promise<void> {
  await removeInterrupted(target);
  const folder = await mkdtemp(partialPrefix(target));
  try {
    await fill(folder);
    await chmod(folder, mode);
    await rename(folder, target);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function partialPrefix(target: string): string {
  return join(dirname(target), `.partial-${basename(target)}-`);
}

/** Called with the lock held, so any incomplete folder was left by a process that was killed. */
async function removeInterrupted(target: string): Promise<void> {
  const prefix = basename(partialPrefix(target));
  const names = (await readdir(dirname(target))).filter((name) => name.startsWith(prefix));
  await Promise.all(
    names.map(async (name) => await rm(join(dirname(target), name), { recursive: true, force: true })),
  );
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
