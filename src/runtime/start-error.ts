/** Tells the person at the terminal what is going on, one whole line at a time. */
export type Print = (line: string) => void;

/**
 * Something that a person can mend: what is wrong, and what to do about it.
 * Entry points print it without a stack and exit with 1.
 */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(problem: string, remedies: string[] = []) {
    super([problem, ...remedies.map((remedy) => `  - ${remedy}`)].join('\n'));
  }
}

export function formatElapsed(sinceMs: number): string {
  return `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`;
}

/** Says every 15 s that something long is still going on, so that nobody takes it for hung. */
export async function withProgressLines<T>(print: Print, what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const timer = setInterval(() => print(`  … ${what} (${formatElapsed(startedAt)})`), 15_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/** One line about an error of somebody else's making: its message, shortened. */
export function summarizeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${message.trim()}${cause}`.replaceAll(/\s+/g, ' ').slice(0, 300);
}
