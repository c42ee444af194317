import { localUrl } from '../process/local-url.js';
import type { DemoSecrets } from './instance-secrets.js';
import type { ProcessIdentity } from '../runtime/process-identity.js';
import { type ReadyFile, writeReadyFile } from '../runtime/ready-file.js';
import { taskQueues } from '../temporal/login-messages.js';
import type { Instance } from './instance.js';
import type { StartedServices } from './start-parts.js';

export type Demo = DemoSecrets & { accountId: string };

export type Announcement = Omit<ReadyFile, 'pids'>;

/** The addresses and demo credentials of a started instance. */
export function describeInstance(
  instance: Instance,
  services: StartedServices,
  demo: Demo | null,
): Announcement {
  const { config, ports } = instance;
  const { databaseUrl, temporal, demoBankUrl } = services;
  const api = localUrl(config.host, ports.api);
  return {
    api,
    dashboard: `${api}/app`,
    temporal_ui: temporal.uiUrl,
    temporal_address: temporal.address,
    temporal_namespace: config.temporal.namespace,
    task_queue: taskQueues.logins,
    database_url: databaseUrl,
    demo_bank: demoBankUrl,
    demo: demo && {
      email: demo.email,
      password: demo.password,
      account_id: demo.accountId,
      api_key: demo.apiKey,
    },
  };
}

/** Keeps `ready.json` up to date: writes it when all parts are ready, and again whenever a part gets a new process. */
export function createAnnouncer(folder: Instance['folder']) {
  let announcement: Announcement | undefined;
  let parts: Record<string, ProcessIdentity> = {};
  // Writes are queued, so that an older state never overwrites a newer one.
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    writing = writing.then(async () => {
      if (announcement !== undefined)
        await writeReadyFile(folder, { ...announcement, pids: processIds(parts) });
    });
    await writing;
  }

  return {
    async announce(content: Announcement): Promise<void> {
      announcement = content;
      await write();
    },
    async partsChanged(running: Record<string, ProcessIdentity>): Promise<void> {
      parts = running;
      await write();
    },
    async withdraw(): Promise<void> {
      announcement = undefined;
      await writing;
    },
  };
}

function processIds(parts: Record<string, ProcessIdentity>): ReadyFile['pids'] {
  return {
    main: process.pid,
    api: parts.API?.pid ?? null,
    worker: parts.Worker?.pid ?? null,
    temporal: parts.Temporal?.pid ?? null,
    postgres: parts.PostgreSQL?.pid ?? null,
  };
}

/** Prints the addresses for the person at the terminal. The database URL has a password and stays in the file. */
export function printAnnouncement({ print, folder }: Instance, content: Announcement, elapsed: string): void {
  const { demo } = content;
  const lines: [string, string | null][] = [
    ['Dashboard', content.dashboard],
    ['API', `${content.api}  (documentation: ${content.api}/docs)`],
    ['Temporal', `${content.temporal_address}, namespace ${content.temporal_namespace}`],
    ['Temporal UI', content.temporal_ui],
    ['Demo bank', content.demo_bank && `${content.demo_bank}  (its SMS: ${content.demo_bank}/inbox)`],
    ['Sign in as', demo && `${demo.email}  password ${demo.password}`],
    ['API key', demo && demo.api_key],
    ['For programs', folder.ready],
    ['Logs', folder.logs],
  ];
  print(`\nReady after ${elapsed}.\n`);
  for (const [name, value] of lines) if (value !== null) print(`  ${name.padEnd(13)} ${value}`);
  if (demo !== null)
    print('\nTry it: `npm run demo` logs in to the demo bank and submits the code that it asks for.');
  print('\nCtrl-C stops everything.');
}
