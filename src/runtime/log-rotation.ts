import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { summarizeError, type Print } from './start-error.js';

const maxLogBytes = 8 * 1024 * 1024;
const checkIntervalMs = 10_000;

/**
 * Keeps the logs of a folder from filling the disk: what is too long moves to `<name>.1` and begins anew. The parts
 * append to their file and need not know. Answers what ends it.
 */
export function startLogRotation(folder: string, print: Print): () => void {
  const timer = setInterval(() => {
    rotateLogs(folder).catch((error: unknown) =>
      print(`The logs in ${folder} could not be kept short: ${summarizeError(error)}`),
    );
  }, checkIntervalMs);
  return () => clearInterval(timer);
}

export async function rotateLogs(folder: string, longestBytes = maxLogBytes): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!name.endsWith('.log') || (await stat(file)).size <= longestBytes) continue;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}
