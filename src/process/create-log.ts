import { type DestinationStream, type Logger, pino } from 'pino';
import { describeError } from './describe-error.js';

/**
 * The log of a process: one JSON object for each line, on standard output unless `stream` is given. `base` is part of
 * each line. Errors, under `err` (ours) or `error` (Temporal's SDK), are written as `describeError` says.
 */
export function createLog(
  { level, ...base }: { level: string } & Record<string, unknown>,
  stream?: DestinationStream,
): Logger {
  const options = {
    level,
    base,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
  };
  return stream ? pino(options, stream) : pino(options);
}
