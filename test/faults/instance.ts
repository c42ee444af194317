import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { until } from '../support/until.js';
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
export type Ready = z.infer<typeof readySchema>;

/** `npm start` in a folder of its own, as a process that can be killed and started again. */
export async function startInstance(options: { dataDir: string; logFile: string; env: NodeJS.ProcessEnv }) {
  const { dataDir } = options;
  const log = openSync(options.logFile, 'a');
  let main: ChildProcess | undefined;
  let exited: Promise<unknown> = Promise.resolve();

  async function readReady(): Promise<Ready | undefined> {
    const text = await readFile(join(dataDir, 'ready.json'), 'utf8').catch(() => '{}');
    return readySchema.safeParse(JSON.parse(text === '' ? '{}' : text)).data;
  }

  const isMine = (ready: Ready | undefined): ready is Ready => ready?.pids.main === main?.pid;

  async function start(): Promise<void> {
    main = spawn(process.execPath, ['--enable-source-maps', 'built/start.js'], {
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        PORT: '0',
        DATA_DIR: dataDir,
        DEMO: '0',
        BROWSER_SLOTS: '16',
        // A code then finds its browser closed, and the bank's page is opened again: the harder case.
        KEEP_SPARE_BROWSERS_SECONDS: '0',
        ALLOW_PRIVATE_WEBHOOKS: '1',
        LIMIT_SUBMIT_PER_ACCOUNT: '0',
        LIMIT_SUBMIT_PER_KEY: '0',
        LIMIT_START_PER_ACCOUNT: '0',
        LIMIT_FAILED_AUTH_PER_ADDRESS: '0',
        ...options.env,
      },
      stdio: ['ignore', log, log],
    });
    exited = once(main, 'exit');
    await until(async () => isMine(await readReady()), 'the installation to be ready', 120_000);
  }

  await start();
  const temporary = await realpath(join(dataDir, 'tmp'));

  return {
    async ready(): Promise<Ready> {
      const said = await readReady();
      if (!isMine(said)) throw new Error('the installation is not ready');
      return said;
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
