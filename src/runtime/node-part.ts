import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PartSpec } from './part.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** One of our own programs, wherever we were started from. `entry` is a file of this project. */
export function nodePart(options: {
  name: string;
  entry: string;
  env: NodeJS.ProcessEnv;
  prepare?: () => Promise<void>;
  /** Where it answers 200 when it serves; without, it says so over its channel. */
  healthUrl?: string;
}): PartSpec {
  const { name, entry, env, prepare, healthUrl } = options;
  return {
    name,
    command: process.execPath,
    args: ['--import', loader, fileURLToPath(new URL(`../../${entry}`, import.meta.url))],
    cwd: root,
    env,
    hasIpcChannel: true,
    stopSignal: 'SIGTERM',
    readyTimeoutMs: 60_000,
    ...(prepare === undefined ? {} : { prepare }),
    ...(healthUrl === undefined ? {} : { isServing: async () => await respondsOk(healthUrl) }),
  };
}

export async function respondsOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
