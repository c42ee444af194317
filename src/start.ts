import { loadBanks } from './banks/load-banks.js';
import { bankSources, readConfig } from './config.js';
import { seedDemo } from './db/accounts/seed-demo.js';
import { exitOnError } from './exit-on-error.js';
import { findChromium } from './runtime/find-chromium.js';
import { type DataFolder, openDataFolder, emptyTemporaryFolder } from './runtime/data-folder.js';
import { readDemoSecrets, readInstanceSecrets } from './start/instance-secrets.js';
import { lockInstance } from './runtime/instance-lock.js';
import { endOrphanBrowsers, endOrphanProcesses, recordPartProcesses } from './runtime/orphan-processes.js';
import { choosePorts } from './runtime/ports.js';
import { removeReadyFile } from './runtime/ready-file.js';
import { type Print, formatElapsed } from './runtime/start-error.js';
import { createSupervisor, type Supervisor } from './runtime/supervisor.js';
import { describeInstance, createAnnouncer, type Demo, printAnnouncement } from './start/announce.js';
import { startDatabase } from './start/start-database.js';
import { type Instance, timedStep } from './start/instance.js';
import { startApiAndWorker, startDemoBank, type StartedServices } from './start/start-parts.js';
import { startTemporal } from './start/start-temporal.js';
import { handleStopSignals } from './start/stop-signals.js';

const startedAt = Date.now();
const print: Print = (line) => console.log(line);

/** `npm start`: everything on this machine, until somebody stops it. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const folder = await openDataFolder(config.dataDir);
  const lock = await lockInstance(folder);
  const announcer = createAnnouncer(folder);
  const supervisor = createSupervisor({
    logs: folder.logs,
    print,
    onChange: async (parts) => {
      await recordPartProcesses(folder, parts);
      await announcer.partsChanged(parts);
    },
  });
  const stopping = handleStopSignals({ print, force: async () => await supervisor.killAll() });
  try {
    print(`Assisted Login starts in ${folder.root}`);
    await removeReadyFile(folder);
    await endOrphanProcesses(folder, print);
    await emptyTemporaryFolder(folder);
    const instance: Instance = {
      config,
      folder,
      secrets: await readInstanceSecrets(folder, config),
      ports: await choosePorts(folder, {
        api: { variable: 'PORT', port: config.port, host: config.host },
        demoBank: { variable: 'DEMO_BANK_PORT', port: config.demoBankPort },
        temporal: {},
        temporalUi: {},
        postgres: {},
      }),
      supervisor,
      print,
      stopping: stopping.signal,
    };
    const announcement = await Promise.race([bringUp(instance), stopping.never]);
    await announcer.announce(announcement);
    printAnnouncement(instance, announcement, formatElapsed(startedAt));
    await stopping.asked;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await announcer.withdraw();
    await stopParts(supervisor, folder);
    await lock.unlock();
  }
  print('Everything is stopped.');
}

/** Starts all parts, as many at once as do not need each other. */
async function bringUp(instance: Instance) {
  const { config } = instance;
  const [databaseUrl, temporal, demoBankUrl, chromium] = await Promise.all([
    startDatabase(instance),
    startTemporal(instance),
    startDemoBank(instance),
    lookForChromium(instance),
  ]);
  const surroundings: StartedServices = { databaseUrl, temporal, demoBankUrl, chromium };
  // Read here first: a broken bank file is told by this process, not in a log.
  const [demo] = await Promise.all([
    makeDemo(instance, databaseUrl),
    loadBanks(bankSources(config.env, config.banksDir, demoBankUrl ?? undefined)),
  ]);
  await startApiAndWorker(instance, surroundings);
  return describeInstance(instance, surroundings, demo);
}

async function lookForChromium({ config, print }: Instance) {
  const { chromiumPath } = config.browser;
  const chromium = await findChromium({ chromiumPath, env: config.env, print });
  print(`  ${chromium.version}: ${chromium.source} (${chromium.path})`);
  return chromium;
}

async function makeDemo(
  { config, folder, secrets, print }: Instance,
  databaseUrl: string,
): Promise<Demo | null> {
  if (!config.demo) return null;
  const { email, password, apiKey } = await readDemoSecrets(folder);
  const { secretKeys } = secrets;
  const accountId = await timedStep(
    print,
    'The demo user, account and API key are there',
    async () => await seedDemo({ databaseUrl, secretKeys, email, password, apiKey }),
  );
  return { email, password, apiKey, accountId };
}

/** In this order, so that each part finds what it needs to end well. Together they stay under 15 seconds. */
async function stopParts(supervisor: Supervisor, folder: DataFolder): Promise<void> {
  supervisor.beginStopping();
  await removeReadyFile(folder);
  await supervisor.stop('API', 2_000);
  await supervisor.stop('Worker', 6_500);
  await endOrphanBrowsers(folder);
  await supervisor.stop('Demo bank', 500);
  await supervisor.stop('Temporal', 1_500);
  await supervisor.stop('PostgreSQL', 2_000);
  await recordPartProcesses(folder, {});
  await emptyTemporaryFolder(folder);
}

main().then(() => process.exit(0), exitOnError);
