import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { mkdir, readdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { until } from '../support/until.js';
import { banksUnderFault } from './banks-under-fault.js';
import { browsersUnder, send } from './processes.js';

const readySchema = z.object({
  api: z.url(),
  temporal_address: z.string(),
  temporal_namespace: z.string(),
  database_url: z.url(),
  pids: z.object({
    main: z.number(),
    api: z.number(),
    worker: z.number(),
    /** Null if they run elsewhere. */
    temporal: z.number().nullable(),
    postgres: z.number().nullable(),
  }),
});
type Ready = z.infer<typeof readySchema>;

export type Part = keyof Ready['pids'] | 'chromium';

const demoBank = fileURLToPath(new URL('../../demo-bank', import.meta.url));

/** `npm start` in its own folder, with a bank outside of it, and with parts that can be found and killed. */
export async function install(options: {
  folder: string;
  bankUrl: string;
  chromiumPath: string;
  temporalPath: string;
  /** A running PostgreSQL and Temporal to use instead of its own. */
  services?: { databaseUrl: string; temporalAddress: string; temporalNamespace: string };
}) {
  const banksDir = join(options.folder, 'banks');
  const dataDir = join(options.folder, 'data');
  await mkdir(banksDir, { recursive: true });
  for (const { file, code } of banksUnderFault) {
    const text = await readFile(join(demoBank, file), 'utf8');
    await writeFile(join(banksDir, `${code}.yaml`), text.replaceAll('${DEMO_BANK_URL}', options.bankUrl));
  }
  const log = openSync(join(options.folder, 'start.log'), 'a');
  let main: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();

  async function readReady(): Promise<Ready | undefined> {
    const text = await readFile(join(dataDir, 'ready.json'), 'utf8').catch(() => '{}');
    return readySchema.safeParse(JSON.parse(text === '' ? '{}' : text)).data;
  }

  const isMine = (ready: Ready | undefined): ready is Ready => ready?.pids.main === main?.pid;

  async function ready(): Promise<Ready> {
    const said = await readReady();
    if (!isMine(said)) throw new Error('the installation is not ready');
    return said;
  }

  async function start(): Promise<void> {
    main = spawn(process.execPath, ['--enable-source-maps', 'built/start.js'], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        DATA_DIR: dataDir,
        BANKS_DIR: banksDir,
        DEMO: '0',
        BROWSER_SLOTS: '16',
        // A code then finds its browser closed, and the bank's page is opened again: the harder case.
        KEEP_SPARE_BROWSERS_SECONDS: '0',
        TEMPORAL_CLI_PATH: options.temporalPath,
        ...(options.services && {
          DATABASE_URL: options.services.databaseUrl,
          TEMPORAL_ADDRESS: options.services.temporalAddress,
          TEMPORAL_NAMESPACE: options.services.temporalNamespace,
        }),
        CHROMIUM_PATH: options.chromiumPath,
        ALLOW_PRIVATE_WEBHOOKS: '1',
        LIMIT_SUBMIT_PER_ACCOUNT: '0',
        LIMIT_SUBMIT_PER_KEY: '0',
        LIMIT_START_PER_ACCOUNT: '0',
        LIMIT_FAILED_AUTH_PER_ADDRESS: '0',
      },
      stdio: ['ignore', log, log],
    });
    exited = once(main, 'exit');
    await until(async () => isMine(await readReady()), 'the installation to be ready', 120_000);
  }

  await start();
  const temporary = await realpath(join(dataDir, 'tmp'));

  return {
    ready,
    dataDir,
    /** Has everything that the installation writes: data, logs and temporary files. */
    folder: options.folder,

    /** The processes of a part; empty while it is down. */
    async pidsOf(part: Part): Promise<number[]> {
      if (part === 'chromium') return browsersUnder(temporary);
      const pid = (await ready()).pids[part];
      return pid === null ? [] : [pid];
    },

    /** Starts the main process after it was killed, because it has no supervisor. */
    async revive(): Promise<void> {
      await exited;
      await start();
    },

    browsers: () => browsersUnder(temporary),

    /** Files that a browser or a start has left behind. */
    leftInTemporary: (): Promise<string[]> => readdir(temporary),

    async stop(): Promise<void> {
      if (main?.pid !== undefined) send(main.pid, 'SIGTERM');
      await exited;
    },
  };
}

export type Installation = Awaited<ReturnType<typeof install>>;
