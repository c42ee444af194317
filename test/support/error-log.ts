import { type Logger, pino } from 'pino';

/** A log that keeps the error lines, so that a test can print them after a 500. */
export function createErrorLog(): { log: Logger; lines: string[] } {
  const lines: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
  return { log, lines };
}
