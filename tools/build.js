/**
 * Builds what the processes run, if its sources have changed since: compiles `src` to `built` and `demo-bank` to
 * `built/demo-bank`, file by file, so that paths relative to a file stay the same, and bundles the workflows to
 * `built/workflow-bundles`. npm's scripts, the command line and the tests run this file before they start a process.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const built = join(root, 'built');

/**
 * The workflows of each queue. All modules of a bundle are evaluated for every workflow that starts, except those that
 * are shared. Deliveries are many and do not need the schemas of logins, which take 7 ms each time.
 */
const workflowBundles = {
  logins: { entry: 'src/workflows/index.ts', shared: ['src/workflows/shared-modules.ts'] },
  deliveries: { entry: 'src/workflows/deliver-webhook.ts', shared: [] },
};
/** The folders whose modules are bundled. The lint rule on folders allows `src/workflows` to import only these. */
const workflowFolders = ['src/workflows/', 'src/temporal/', 'src/assistance/'];

const packages = await readFile(join(root, 'package-lock.json'), 'utf8');
const sources = await readSources(['src', 'demo-bank']);
await onceFor('sources', sources, compile);
await onceFor(
  'workflows',
  sources.filter(({ path }) => workflowFolders.some((folder) => path.startsWith(folder))),
  bundleWorkflows,
);

/** Paths are relative to the root of the project. */
async function readSources(folders) {
  const paths = [];
  for (const folder of folders)
    for (const name of await readdir(join(root, folder), { recursive: true }))
      if (/(?<!\.test|\.d)\.ts$/.test(name)) paths.push(`${folder}/${name}`);
  return await Promise.all(
    paths.sort().map(async (path) => ({ path, text: await readFile(join(root, path), 'utf8') })),
  );
}

/** Runs `make` unless it has already succeeded for these sources, these packages and this file. */
async function onceFor(name, made, make) {
  const hash = createHash('sha256')
    .update(packages)
    .update(await readFile(import.meta.filename));
  for (const { path, text } of made) hash.update(`${path}\0${text}\0`);
  const file = join(built, `${name}.sha256`);
  const wanted = hash.digest('hex');
  if ((await readFile(file, 'utf8').catch(() => '')) === wanted) return;
  await make(made);
  await put(file, wanted);
}

async function compile(compiled) {
  const esbuild = await import('esbuild');
  const { outputFiles } = await esbuild.build({
    absWorkingDir: root,
    entryPoints: compiled.map(({ path }) => ({ in: path, out: path.replace(/^src\/|\.ts$/g, '') })),
    outdir: built,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'linked',
    sourcesContent: false,
    write: false,
  });
  await Promise.all(outputFiles.map(async ({ path, text }) => await put(path, text)));
  await removeExcept(new Set(outputFiles.map(({ path }) => path)));
}

/** Removes compiled files whose source is gone. */
async function removeExcept(kept) {
  for (const name of await readdir(built, { recursive: true })) {
    const path = join(built, name);
    if (/\.js(\.map)?$/.test(name) && !name.startsWith('workflow-bundles') && !kept.has(path)) await rm(path);
  }
}

async function bundleWorkflows() {
  const { bundleWorkflowCode, DefaultLogger } = await import('@temporalio/worker');
  for (const [name, { entry, shared }] of Object.entries(workflowBundles)) {
    const { code } = await bundleWorkflowCode({
      workflowsPath: join(root, entry),
      preloadModules: shared.map((path) => join(root, path)),
      // Each worker keeps the map of its bundle in memory twice. This one has line numbers and takes 3 MB instead of 10.
      webpackConfigHook: (config) => ({ ...config, devtool: 'inline-nosources-cheap-module-source-map' }),
      logger: new DefaultLogger('WARN'),
    });
    await put(join(built, 'workflow-bundles', `${name}.js`), code);
  }
}

/** Renames the complete file: processes that run from `built`, or build at the same time, never read half of one. */
async function put(path, text) {
  if ((await readFile(path, 'utf8').catch(() => undefined)) === text) return;
  await mkdir(dirname(path), { recursive: true });
  const unfinished = `${path}.${randomUUID()}`;
  await writeFile(unfinished, text);
  await rename(unfinished, path);
}
