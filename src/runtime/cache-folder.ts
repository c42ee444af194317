import { access, chmod, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import envPaths from 'env-paths';
import lockfile from 'proper-lockfile';
import { summarizeError, type Print, StartError, withProgressLines } from './start-error.js';

/** What is expensive to get and is the same for every DATA_DIR: `~/.cache/assisted-login`, or the system's own place. */
export const userCacheFolder = envPaths('assisted-login', { suffix: '' }).cache;

/**
 * Answers the folder `name` of the cache, filled. It is filled beside its place and moved there whole, so that an
 * interrupted start leaves nothing half; a second start meanwhile waits for the first instead of doing the work twice.
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
    throw new StartError(`The cache folder ${cache} cannot be made: ${summarizeError(error)}`, [
      'set XDG_CACHE_HOME to a folder that may be written',
    ]);
  });
  const unlock = await withProgressLines(
    print,
    `waiting for another start that is getting ${name}`,
    async () =>
      await lockfile.lock(target, {
        realpath: false,
        stale: 10_000,
        retries: { forever: true, factor: 1, minTimeout: 500, maxTimeout: 500 },
      }),
  );
  try {
    if (!(await exists(target))) await fillBeside(target, fill, mode);
    return target;
  } finally {
    await unlock();
  }
}

async function fillBeside(
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

/** Under the lock there is nobody else at work, so whatever is half done was left by one that was killed. */
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
