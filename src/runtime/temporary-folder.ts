import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateJson, readPrivateJson } from './private-file.js';
import { identify, isAlive, processIdentitySchema } from './process-identity.js';

const prefix = 'assisted-login-worker-';
const ownerFile = 'owner.json';
/** Processes of other containers cannot be seen, even where they share this folder. */
const ownerSchema = z.object({ host: z.string(), process: processIdentitySchema });

/**
 * Makes a folder of this process's own for temporary files, in the system's one, and removes those that processes of this
 * machine have left there when they were killed. The caller removes the folder when it ends.
 */
export async function makeTemporaryFolder(
  parent = tmpdir(),
): Promise<{ path: string; remove: () => Promise<void> }> {
  await removeOrphans(parent);
  const path = await mkdtemp(join(parent, prefix));
  await writePrivateJson(join(path, ownerFile), { host: hostname(), process: await identify(process.pid) });
  return { path, remove: () => remove(path) };
}

async function removeOrphans(parent: string): Promise<void> {
  const names = (await readdir(parent)).filter((name) => name.startsWith(prefix));
  await Promise.all(
    names.map(async (name) => {
      const path = join(parent, name);
      // One that cannot be read belongs to another user, or is just being made.
      const owner = await readPrivateJson(join(path, ownerFile), ownerSchema).catch(() => undefined);
      if (owner?.host === hostname() && !(await isAlive(owner.process))) await remove(path);
    }),
  );
}

/** A browser that is just ending may still write there. */
const remove = async (path: string): Promise<void> => {
  await rm(path, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
};
