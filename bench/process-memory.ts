import { readFile } from 'node:fs/promises';

/**
 * Megabytes of the proportional set size (Linux only): what processes share is divided among them. Those that have just
 * ended count nothing.
 */
export async function pssMb(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => {
      const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
      return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1_024;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
