import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { StartError } from '../runtime/start-error.js';

/** How the last run of `bank watch` ended at each bank, by the bank's code. */
const watchStateSchema = z.record(z.string(), z.object({ result: z.string(), at: z.iso.datetime() }));
export type WatchState = z.infer<typeof watchStateSchema>;

/** Empty if there is no file yet. Throws a StartError if it is not such a file. */
export async function readWatchState(file: string): Promise<WatchState> {
  try {
    return watchStateSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new StartError(`${file} is not a file that bank watch has written.`);
  }
}

/** In one step: a run that is stopped leaves the last state. */
export async function writeWatchState(file: string, state: WatchState): Promise<void> {
  const next = `${file}.next`;
  await writeFile(next, `${JSON.stringify(state, null, 2)}\n`);
  await rename(next, file);
}
