import { copyFile, readdir, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { brief, type Say } from './start-error.js';

const LONGEST_BYTES = 8 * 1024 * 1024;
const LOOK_EVERY_MS = 10_000;

/**
 * Keeps the logs of a folder from filling the disk: what is too long moves to `<name>.1` and begins anew. The parts
 * append to their file and need not know. Answers what ends it.
 */
export function boundLogs(folder: string, say: Say): () => void {
  const timer = setInterval(() => {
    boundOnce(folder).catch((error: unknown) =>
      say(`The logs in ${folder} could not be kept short: ${brief(error)}`),
    );
  }, LOOK_EVERY_MS);
  return () => clearInterval(timer);
}

export async function boundOnce(folder: string, longestBytes = LONGEST_BYTES): Promise<void> {
  for (const name of await readdir(folder)) {
    const file = join(folder, name);
    if (!name.endsWith('.log') || (await stat(file)).size <= longestBytes) continue;
    await copyFile(file, `${file}.1`);
    await truncate(file);
  }
}
