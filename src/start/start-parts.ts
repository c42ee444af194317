import { setTimeout as pause } from 'node:timers/promises';
import { localUrl } from '../process/local-url.js';
import type { FoundChromium } from '../runtime/find-chromium.js';
import { emptyTemporaryFolder } from '../runtime/data-folder.js';
import { endOrphanBrowsers } from '../runtime/orphan-processes.js';
import { respondsOk, nodePart, smallYoungGeneration } from '../runtime/node-part.js';
import { StartError } from '../runtime/start-error.js';
import { type Instance, timedStep } from './instance.js';
import type { StartedTemporal } from './start-temporal.js';

/** Held logins may continue for this long on shutdown, plus 3 s for their reports: everything has to stop within 15 s. */
const workerGraceSeconds = 2;
const readyTimeoutMs = 60_000;

export interface StartedServices {
  databaseUrl: string;
  temporal: StartedTemporal;
  demoBankUrl: string | null;
  /** Null where browsers run elsewhere. */
  chromium: FoundChromium | null;
}

/** Starts the demo bank on loopback and returns its URL; null if the demo is off. */
export async function startDemoBank({ config, ports, supervisor, print }: Instance): Promise<string | null> {
  if (!config.demo) return null;
  const url = localUrl('127.0.0.1', ports.demoBank);
  const { PATH, TZ } = config.env;
  const env = { PATH, ...(TZ === undefined ? {} : { TZ }), HOST: '127.0.0.1', PORT: String(ports.demoBank) };
  await timedStep(print, 'The demo bank is running', async () => {
    await supervisor.start(
      nodePart({
        name: 'Demo bank',
        entry: 'demo-bank/main.js',
        env,
        nodeArgs: [smallYoungGeneration],
        healthUrl: `${url}/health`,
      }),
    );
  });
  return url;
}

/** Starts the API and a worker. Resolves when the API's `/ready` reports that both are ready. */
export async function startApiAndWorker(instance: Instance, services: StartedServices): Promise<void> {
  const { config, folder, ports, supervisor, print } = instance;
  const env = partEnv(instance, services);
  const url = localUrl(config.host, ports.api);
  const api = nodePart({ name: 'API', entry: 'server.js', env, healthUrl: `${url}/health` });
  const worker = nodePart({
    name: 'Worker',
    entry: 'worker.js',
    nodeArgs: [smallYoungGeneration],
    // Browser profiles hold bank sessions. In DATA_DIR, those of a killed worker can be found and removed.
    env: {
      ...env,
      TMPDIR: folder.temporary,
      // Found once, not again by the worker.
      ...(services.chromium && { CHROMIUM_PATH: config.browser.chromiumPath ?? services.chromium.path }),
    },
    prepare: async () => {
      await endOrphanBrowsers(folder);
      await emptyTemporaryFolder(folder);
    },
  });
  await timedStep(print, 'API and worker are running', async () => {
    await Promise.all([supervisor.start(api), supervisor.start(worker)]);
    await waitUntilReady(`${url}/ready`, instance.stopping);
  });
}

/** `/ready` also requires the database, Temporal and a worker's heartbeat. */
async function waitUntilReady(url: string, stopping: AbortSignal): Promise<void> {
  const until = Date.now() + readyTimeoutMs;
  while (!(await respondsOk(url).catch(() => false))) {
    if (Date.now() > until) {
      throw new StartError(`The API is running, but ${url} does not become ready.`, [
        'see the logs of the API and the worker',
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
