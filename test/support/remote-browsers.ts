import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { inject } from 'vitest';

export interface RemoteBrowser {
  /** A WebSocket address. */
  endpoint: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
}

/** A Chromium that listens for its own protocol at a debugging port, a free one unless told which. */
export async function startDebuggedChromium(port = 0): Promise<RemoteBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'remote-browser-'));
  const child = spawn(
    inject('chromiumPath'),
    [
      ...inject('chromiumArgs'),
      '--headless',
      `--remote-debugging-port=${port}`,
      `--user-data-dir=${profile}`,
      '--no-first-run',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  const endpoint = await readEndpoint(child);
  return {
    endpoint,
    async kill() {
      const exited = once(child, 'exit');
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await exited;
      await rm(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}

async function readEndpoint({ stderr }: ChildProcess): Promise<string> {
  let said = '';
  for await (const bytes of stderr ?? []) {
    said += String(bytes);
    const [endpoint] = /ws:\/\/\S+/.exec(said) ?? [];
    if (endpoint !== undefined) {
      stderr?.resume();
      return endpoint;
    }
  }
  throw new Error(`Chromium listens at no port: ${said}`);
}

/** A Playwright server with a Chromium. */
export async function startPlaywrightServer(): Promise<RemoteBrowser> {
  const server = await chromium.launchServer({
    executablePath: inject('chromiumPath'),
    args: inject('chromiumArgs'),
  });
  return { endpoint: server.wsEndpoint(), kill: () => server.kill() };
}
