import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundleWithSourceMap } from '@temporalio/worker';

const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

/**
 * The workflows of each queue. A bundle's modules are evaluated for every workflow that begins: deliveries are many, and
 * need none of the schemas of logins (7 ms each time).
 */
const entries = {
  logins: pathOf('../workflows/index.ts'),
  deliveries: pathOf('../workflows/deliver-webhook.ts'),
};
/** The folders that a bundle's modules come from; the lint rule on folders allows `src/workflows` to import no others. */
const sourceFolders = [pathOf('../workflows'), pathOf('../temporal'), pathOf('../assistance')];
const lockFile = pathOf('../../package-lock.json');
const cacheFolder = pathOf('../../node_modules/.cache/assisted-login');

/**
 * The workflows of a queue, bundled for its worker. Bundling takes seconds of CPU at each start, so that the bundle is kept for
 * as long as neither the sources nor the locked packages change.
 */
export async function bundleWorkflows(
  of: keyof typeof entries,
): Promise<Pick<WorkflowBundleWithSourceMap, 'code'>> {
  const file = join(cacheFolder, `${of}-${await sourceHash()}.js`);
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) return { code: kept };
  const { code } = await bundleWorkflowCode({ workflowsPath: entries[of] });
  // Where nothing can be kept, the next start bundles anew.
  await keep(file, code).catch(() => undefined);
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

/** Renamed into place, so that a start that is interrupted leaves no half bundle for the next. */
async function keep(file: string, code: string): Promise<void> {
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = `${file}.${randomUUID()}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
}
