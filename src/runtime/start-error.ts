/**
 * An error that a person can fix: what is wrong, and one line for each way to fix it. Entry points print it without a
 * stack and exit with 1.
 */
export class StartError extends Error {
  override readonly name = 'StartError';

  constructor(problem: string, remedies: string[] = []) {
    super([problem, ...remedies.map((remedy) => `  - ${remedy}`)].join('\n'));
  }
}

/** The message of an error and of its cause in one line of at most 300 characters. */
export function summarizeError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
  return `${message.trim()}${cause}`.replaceAll(/\s+/g, ' ').slice(0, 300);
}
