import { DefaultLogger, type LogLevel } from '@temporalio/worker';
import type { Logger } from 'pino';

const levels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's log lines, with their workflow ids, in the worker's own log. */
export function temporalLogger(log: Logger): DefaultLogger {
  const level: LogLevel = log.isLevelEnabled('debug') ? 'DEBUG' : 'INFO';
  return new DefaultLogger(level, ({ level: entryLevel, message, meta }) => {
    log[levels[entryLevel]](meta ?? {}, message);
  });
}
