import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/db/open.js';
import { nodePart, respondsOk } from '../../src/runtime/node-part.js';
import { type RunningPart, startPart } from '../../src/runtime/part.js';
import { freePort } from '../../src/runtime/ports.js';
import { runCommand } from '../../src/runtime/run-command.js';
import { openDemoBank } from '../support/demo-bank.js';
import { installationEnv } from '../support/installation-env.js';
import { createTestNamespace } from '../support/namespace.js';
import { createTestFolder } from '../support/services.js';

/** The root of this build. */
export const thisBuild = fileURLToPath(new URL('../..', import.meta.url));

/** With other work on two cores. */
const readyTimeoutMs = 180_000;

interface ProcessOptions {
  /** The root of the build that the process runs. */
  build?: string;
  env?: NodeJS.ProcessEnv;
}

/**
 * An installation as docs/operations.md describes it for a server: an API and workers that are started one by one, at the
 * demo bank, over this database and a Temporal namespace of its own.
 */
export async function prepareInstallation({
  databaseUrl,
  graceSeconds = 60,
}: {
  databaseUrl: string;
  graceSeconds?: number;
}) {
  const [{ folder, remove }, bank, temporal, port] = await Promise.all([
    createTestFolder(),
    openDemoBank(),
    createTestNamespace(),
    freePort(),
  ]);
  await mkdir(join(folder, 'banks'));
  for (const code of ['demo', 'demo-held']) {
    const text = await readFile(join(thisBuild, 'demo-bank/banks', `${code}.yaml`), 'utf8');
    // Many sessions on few cores, and many logins that wait until the last of them does.
    const calm = text
      .replaceAll('${DEMO_BANK_URL}', bank.url)
      .replace('every_seconds: 10', 'every_seconds: 60')
      .replace(/^ {2}expires_seconds: 180$/m, '  expires_seconds: 900');
    await writeFile(join(folder, 'banks', `${code}.yaml`), calm);
  }
  const env = {
    ...installationEnv({ folder, databaseUrl, temporalNamespace: temporal.namespace }),
    SHUTDOWN_GRACE_SECONDS: String(graceSeconds),
    KEEP_SPARE_BROWSERS_SECONDS: '0',
    LIMIT_SIGN_IN: '0',
  };
  const parts = new Set<RunningPart>();

  async function start(
    name: string,
    entry: string,
    { build = thisBuild, env: more = {} }: ProcessOptions = {},
  ): Promise<RunningPart> {
    const spec = nodePart({ name, entry, env: { ...env, ...more } });
    const args = ['--enable-source-maps', join(build, 'built', entry)];
    const part = await startPart({ ...spec, args, cwd: build, readyTimeoutMs }, join(folder, `${name}.log`));
    parts.add(part);
    return part;
  }

  /** A worker as `npm run worker` starts it; its process is npm's, and the leader of their process group. */
  async function startNpmWorker(name: string, more: NodeJS.ProcessEnv): Promise<RunningPart> {
    const metrics = await freePort();
    const part = await startPart(
      {
        ...nodePart({ name, entry: 'worker.js', env: { ...env, ...more, METRICS_PORT: String(metrics) } }),
        command: 'npm',
        args: ['run', 'worker'],
        hasIpcChannel: false,
        readyTimeoutMs,
        isServing: () => respondsOk(`http://127.0.0.1:${metrics}/metrics`),
      },
      join(folder, `${name}.log`),
    );
    parts.add(part);
    return part;
  }

  return {
    bank,
    temporal: temporal.client,
    db: openDatabase({ databaseUrl, onIdleError: () => undefined }),
    /** What the processes get; for commands that are run beside them. */
    env,
    folder,
    url: `http://127.0.0.1:${port}`,
    migrate: (build = thisBuild) =>
      runCommand(process.execPath, [join(build, 'built/migrate.js')], { cwd: build, env, timeout: 300_000 }),
    startApi: (name: string, options: ProcessOptions = {}) =>
      start(name, 'server.js', { ...options, env: { ...options.env, PORT: String(port) } }),
    startWorker: (name: string, options?: ProcessOptions) => start(name, 'worker.js', options),
    startNpmWorker,
    async close(): Promise<void> {
      await Promise.all([...parts].map((part) => part.stop(1_000)));
      await temporal.close();
      await bank.close();
      await remove();
    },
  };
}

export type Installation = Awaited<ReturnType<typeof prepareInstallation>>;
