import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The workflows of each queue. All modules of a bundle are evaluated for every workflow that starts. Deliveries are
 * many and do not need the schemas of logins, which take 7 ms each time.
 */
const entries = {
  logins: pathOf('../workflows/index.ts'),
  deliveries: pathOf('../workflows/deliver-webhook.ts'),
};
/** The folders whose modules are bundled. The lint rule on folders allows `src/workflows` to import only these. */
const sourceFolders = [pathOf('../workflows'), pathOf('../temporal'), pathOf('../assistance')];
const lockFile = pathOf('../../package-lock.json');
const cacheFolder = pathOf('../../node_modules/.cache/assisted-login');

/**
 * Bundles the workflows of a queue for its worker. Because that takes seconds of CPU, the bundle is cached until the
 * sources or the locked packages change.
 */
export async function bundleWorkflows(
  of: keyof typeof entries,
): Promise<Pick<WorkflowBundleWithSourceMap, 'code'>> {
  const file = join(cacheFolder, `${of}-${await sourceHash()}.js`);
  const cached = await readFile(file, 'utf8').catch(() => undefined);
  if (cached !== undefined) return { code: cached };
  const { code } = await bundleWorkflowCode({ workflowsPath: entries[of] });
  // If the cache cannot be written, the next start bundles again.
  await writeToCache(file, code).catch(() => undefined);
  return { code };
}

async function sourceHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of sourceFolders) {
    const names = await readdir(folder, { recursive: true });
    for (const name of names.filter((each) => each.endsWith('.ts')).sort())
      hash.update(name).update(await readFile(join(folder, name)));
  }
  hash.update(await readFile(lockFile));
  return hash.digest('hex').slice(0, 32);
}

/** Renames the complete file, so that an interrupted start leaves no partial bundle. */
async function writeToCache(file: string, code: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
}
