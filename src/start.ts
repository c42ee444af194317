import { BankFileError, type BankFileProblem } from './banks/file/bank-file-error.js';
import { loadGoodBanks } from './banks/load/load-banks.js';
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
import { type Print, formatElapsed } from './runtime/progress.js';
import { createSupervisor, type Supervisor } from './runtime/supervisor.js';
import { describeInstance, createAnnouncer, type Demo, printAnnouncement } from './start/announce.js';
import { startDatabase } from './start/start-database.js';
import { type Instance, timedStep } from './start/instance.js';
import { startApiAndWorker, startDemoBank, type StartedServices } from './start/start-parts.js';
import { startTemporal } from './start/start-temporal.js';
import { handleStopSignals } from './start/stop-signals.js';

const startedAt = Date.now();
const print: Print = (line) => console.log(line);

/** `npm start`: runs all parts on this machine until it is stopped. */
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
    print(`Assisted Login is starting in ${folder.root}`);
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
    const announcement = await Promise.race([startAll(instance), stopping.rejected]);
    await announcer.announce(announcement);
    printAnnouncement(instance, announcement, formatElapsed(startedAt));
    await stopping.requested;
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
  } finally {
    await announcer.withdraw();
    await stopParts(supervisor, folder);
    await lock.unlock();
  }
  print('Everything has stopped.');
}

/** Starts all parts, those that do not depend on each other at the same time. */
async function startAll(instance: Instance) {
  const { config } = instance;
  const [databaseUrl, temporal, demoBankUrl, chromium] = await Promise.all([
    startDatabase(instance),
    startTemporal(instance),
    startDemoBank(instance),
    findAndPrintChromium(instance),
  ]);
  const services: StartedServices = { databaseUrl, temporal, demoBankUrl, chromium };
  // The bank files are loaded here, too, so that an error in one is printed and not only logged by a part.
  const [demo, { problems }] = await Promise.all([
    createDemo(instance, databaseUrl),
    loadGoodBanks(bankSources(config.env, config.banksDir, demoBankUrl ?? undefined)),
  ]);
  if (problems.length > 0) printBankProblems(instance.print, problems);
  await startApiAndWorker(instance, services);
  return describeInstance(instance, services, demo);
}

function printBankProblems(to: Print, problems: readonly BankFileProblem[]): void {
  to('These bank files cannot be used; each is loaded as soon as it is mended:');
  for (const line of new BankFileError(problems).message.split('\n')) to(`  ${line}`);
}

/** Null where browsers run elsewhere. */
async function findAndPrintChromium({ config, print }: Instance) {
  const { chromiumPath, program, endpoint } = config.browser;
  if (endpoint !== undefined) {
    print('  browsers: those of BROWSER_WS_ENDPOINT');
    return null;
  }
  const chromium = await findChromium({ chromiumPath, program, env: config.env, print });
  print(`  ${chromium.version}: ${chromium.source} (${chromium.path})`);
  return chromium;
}

async function createDemo(
  { config, folder, secrets, print }: Instance,
  databaseUrl: string,
): Promise<Demo | null> {
  if (!config.demo) return null;
  const { email, password, apiKey } = await readDemoSecrets(folder);
  const { secretKeys } = secrets;
  const accountId = await timedStep(
    print,
    'The demo user, account and API key exist',
    async () => await seedDemo({ databaseUrl, secretKeys, email, password, apiKey }),
  );
  return { email, password, apiKey, accountId };
}

/** Stops each part before those that it needs to end cleanly. Together they take less than 15 seconds. */
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
