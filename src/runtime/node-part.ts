import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { PartSpec } from './part.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** A part that runs a TypeScript program of this project. `entry` is relative to the root of the project. */
export function nodePart(options: {
  name: string;
  entry: string;
  env: NodeJS.ProcessEnv;
  prepare?: () => Promise<void>;
  /** A URL that responds with 200 when the part is ready. Without it, the part sends `{ ready: true }` over IPC. */
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

/** Whether a GET of this URL gets a 2xx response within 2 s. Rejects if there is no response. */
export async function respondsOk(url: string): Promise<boolean> {
  const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
  await response.body?.cancel();
  return response.ok;
}
