/** Prints one line for the person at the terminal. */
export type Print = (line: string) => void;

/** The time since `sinceMs` (from Date.now()), such as `1.2 s`. */
export function formatElapsed(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Prints a line every 15 s while `work` runs, so that a long step does not look stuck. */
export async function withProgressLines<T>(print: Print, what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const timer = setInterval(() => print(`  … ${what} (${formatElapsed(startedAt)})`), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
