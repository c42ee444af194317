import { setTimeout as pause } from 'node:timers/promises';
import { localUrl } from '../process/local-url.js';
import type { FoundChromium } from '../runtime/find-chromium.js';
import { emptyTemporaryFolder } from '../runtime/data-folder.js';
import { endOrphanBrowsers } from '../runtime/orphan-processes.js';
import { respondsOk, nodePart } from '../runtime/node-part.js';
import { StartError } from '../runtime/start-error.js';
import { type Instance, timedStep } from './instance.js';
import type { StartedTemporal } from './start-temporal.js';

/** Held logins get this long when we stop, and 3 s more to report: everything must be down within 15 seconds. */
const workerGraceSeconds = 2;
const readyTimeoutMs = 60_000;

export interface StartedServices {
  databaseUrl: string;
  temporal: StartedTemporal;
  demoBankUrl: string | null;
  chromium: FoundChromium;
}

/** Starts the demo bank on loopback, if there is to be one, and answers its address. */
export async function startDemoBank({ config, ports, supervisor, print }: Instance): Promise<string | null> {
  if (!config.demo) return null;
  const url = localUrl('127.0.0.1', ports.demoBank);
  const { PATH, TZ } = config.env;
  const env = { PATH, ...(TZ === undefined ? {} : { TZ }), HOST: '127.0.0.1', PORT: String(ports.demoBank) };
  await timedStep(print, 'The demo bank is open', async () => {
    await supervisor.start(
      nodePart({ name: 'Demo bank', entry: 'demo-bank/main.ts', env, healthUrl: `${url}/health` }),
    );
  });
  return url;
}

/** Starts API and worker together, and returns when the API says that both serve. */
export async function startApiAndWorker(instance: Instance, surroundings: StartedServices): Promise<void> {
  const { config, folder, ports, supervisor, print } = instance;
  const env = partEnv(instance, surroundings);
  const url = localUrl(config.host, ports.api);
  const api = nodePart({ name: 'API', entry: 'src/server.ts', env, healthUrl: `${url}/health` });
  const worker = nodePart({
    name: 'Worker',
    entry: 'src/worker.ts',
    // Browsers' profiles lie in DATA_DIR, where what is left of them can be found and taken away: they hold sessions.
    env: { ...env, TMPDIR: folder.temporary, CHROMIUM_PATH: surroundings.chromium.path },
    prepare: async () => {
      await endOrphanBrowsers(folder);
      await emptyTemporaryFolder(folder);
    },
  });
  await timedStep(print, 'API and worker run', async () => {
    await Promise.all([supervisor.start(api), supervisor.start(worker)]);
    await waitUntilReady(`${url}/ready`, instance.stopping);
  });
}

/** Ready is more than both being up: database, Temporal and a worker's beat have been seen. */
async function waitUntilReady(url: string, stopping: AbortSignal): Promise<void> {
  const until = Date.now() + readyTimeoutMs;
  while (!(await respondsOk(url).catch(() => false))) {
    if (Date.now() > until) {
      throw new StartError(`The API runs, but ${url} does not become ready.`, [
        'see the logs of API and worker',
      ]);
    }
    await pause(100, undefined, { signal: stopping });
  }
}

function partEnv(
  instance: Instance,
  { databaseUrl, temporal, demoBankUrl }: StartedServices,
): NodeJS.ProcessEnv {
  const { config, secrets, ports } = instance;
  return {
    ...config.env,
    ...temporal.env,
    DATABASE_URL: databaseUrl,
    SECRET_KEYS: secrets.secretKeys,
    JWT_SECRET: secrets.jwtSecret,
    HOST: config.host,
    PORT: String(ports.api),
    BANKS_DIR: config.banksDir,
    DEMO_BANK_URL: demoBankUrl ?? '',
    REGISTRATION: config.registration,
    ALLOW_PRIVATE_WEBHOOKS: config.allowPrivateWebhooks ? '1' : '0',
    SHUTDOWN_GRACE_SECONDS: String(workerGraceSeconds),
  };
}
