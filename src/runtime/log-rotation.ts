import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { Print } from './progress.js';
import { summarizeError } from './start-error.js';

const maxLogBytes = 8 * 1024 * 1024;
const checkIntervalMs = 10_000;

/**
 * Keeps the logs in a folder from filling the disk: every 10 s, a log of more than 8 MB is copied to `<name>.1` and
 * truncated. Parts append to their logs and need not reopen them. The returned function stops the rotation.
 */
export function startLogRotation(folder: string, print: Print): () => void {
  const timer = setInterval(() => {
    rotateLogs(folder).catch((error: unknown) =>
      print(`The logs in ${folder} could not be rotated: ${summarizeError(error)}`),
    );
  }, checkIntervalMs);
  return () => clearInterval(timer);
}

/** Rotates the logs in the folder that are longer than `maxBytes`. */
export async function rotateLogs(folder: string, maxBytes = maxLogBytes): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!name.endsWith('.log') || (await stat(file)).size <= maxBytes) continue;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}
