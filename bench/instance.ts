import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readInstance, type RunningInstance } from '../src/demo/running-instance.js';

const readyWithinMs = 120_000;

/**
 * Runs `act` against an `npm start` of its own, in an empty folder and without limits on requests, and stops it.
 * `readyMs`: from the start of its process until all parts were ready; `folder` holds its database and Temporal's. With
 * `isSecondStart` the folder already has a database, as it has in use.
 */
export async function withInstance(
  act: (instance: RunningInstance & { readyMs: number; folder: string }) => Promise<void>,
  { env = {}, isSecondStart = false }: { env?: NodeJS.ProcessEnv; isSecondStart?: boolean } = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    if (isSecondStart) await (await start(folder, env)).stop();
    const { instance, readyMs, stop } = await start(folder, env);
    try {
      await act({ ...instance, readyMs, folder });
    } finally {
      await stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(folder: string, env: NodeJS.ProcessEnv) {
  const startedAt = performance.now();
  const main = spawn(
    process.execPath,
    ['--enable-source-maps', '--max-semi-space-size=2', 'built/start.js'],
    {
      env: {
        ...process.env,
        DATA_DIR: folder,
        PORT: '0',
        LIMIT_SUBMIT_PER_ACCOUNT: '0',
        LIMIT_SUBMIT_PER_KEY: '0',
        LIMIT_START_PER_ACCOUNT: '0',
        LIMIT_FAILED_AUTH_PER_ADDRESS: '0',
        LIMIT_SIGN_IN: '0',
        ...env,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  const exited = once(main, 'exit');
  async function stop(): Promise<void> {
    main.kill('SIGTERM');
    await exited;
  }
  for (;;) {
    const instance = await readInstance(folder).catch(() => undefined);
    if (instance !== undefined && instance.pids.main === main.pid)
      return { instance, readyMs: performance.now() - startedAt, stop };
    if (main.exitCode !== null) throw new Error('npm start ended before it was ready');
    if (performance.now() - startedAt > readyWithinMs) {
      await stop();
      throw new Error('npm start did not become ready');
    }
    await sleep(20);
  }
}
