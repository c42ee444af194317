import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PartSpec } from './part.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * For parts that are seldom busy: a worker takes about 40 MB less at rest, the main process 30. Not for the API, which
 * would need 30 % more CPU for each request at 64 connections, because it collects garbage more often.
 */
export const smallYoungGeneration = '--max-semi-space-size=2';

/** A part that runs a program of this project. `entry` is its compiled file in `built` (tools/build.js). */
export function nodePart(options: {
  name: string;
  entry: string;
  env: NodeJS.ProcessEnv;
  nodeArgs?: readonly string[];
  prepare?: () => Promise<void>;
  /** A URL that responds with 200 when the part is ready. Without it, the part sends `{ ready: true }` over IPC. */
  healthUrl?: string;
}): PartSpec {
  const { name, entry, env, nodeArgs = [], prepare, healthUrl } = options;
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', ...nodeArgs, join(root, 'built', entry)],
    cwd: root,
    env,
    hasIpcChannel: true,
    stopSignal: 'SIGTERM',
    readyTimeoutMs: 60_000,
    ...(prepare === undefined ? {} : { prepare }),
    ...(healthUrl === undefined ? {} : { isServing: async () => await respondsOk(healthUrl) }),
  };
}

/** Whether a GET of this URL gets a 2xx response within 2 s. Rejects if there is no response. */
export async function respondsOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
