import { type LogEntry, DefaultLogger, Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';

const pinoLevels = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Said at each start of a worker for activities only, of which a process has three. */
const expectedWarnings = new Set(['No workflows registered, not polling for workflow tasks']);

/**
 * Sets up Temporal's SDK for this process, once and before anything else of it is used: its log lines, including those of
 * its native part, go to `log`. Its own signal handling is off: it would stop all workers of the process at once, and
 * end the logins they hold. With
 * `metricsAddress` (host:port), it serves its own metrics there.
 */
export function installTemporalRuntime({
  log,
  metricsAddress,
}: {
  log: Logger;
  metricsAddress?: string | undefined;
}): void {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger(log.isLevelEnabled('debug') ? 'DEBUG' : 'INFO', (entry) => writeTo(log, entry)),
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      ...(metricsAddress !== undefined && {
        metrics: {
          attachServiceName: false,
          prometheus: {
            bindAddress: metricsAddress,
            // As Prometheus names them: seconds, with the unit and `_total` in the name.
            countersTotalSuffix: true,
            unitSuffix: true,
            useSecondsForDurations: true,
          },
        },
      }),
    },
  });
}

function writeTo(log: Logger, { level, message, meta }: LogEntry): void {
  log[expectedWarnings.has(message) ? 'debug' : pinoLevels[level]](meta ?? {}, message);
}
