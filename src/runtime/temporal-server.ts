import { Connection } from '@temporalio/client';
import type { PartSpec } from './part.js';

/**
 * The development server has one shard and by default reads its task queues only 20 times a second, so from ten signals
 * a second on each hop waits 40 ms. One partition per task queue avoids forwarding that only a cluster needs.
 */
const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.transferProcessorMaxPollHostRPS': 5000,
  'history.timerProcessorMaxPollRPS': 2000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** The part that runs a Temporal development server on loopback, with its state in `dbFile` (else in memory) and its web UI on `uiPort` (else none). */
export function temporalServerPart(options: {
  path: string;
  port: number;
  uiPort?: number;
  namespace?: string;
  dbFile?: string;
  env: NodeJS.ProcessEnv;
}): PartSpec {
  const { path, port, uiPort, namespace = 'default', dbFile, env } = options;
  const flags = [
    ...[
      '--ip',
      '127.0.0.1',
      '--port',
      String(port),
      '--namespace',
      namespace,
      '--log-level',
      'warn',
      '--log-format',
      'json',
    ],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-ip', '127.0.0.1', '--ui-port', String(uiPort)]),
    // With WAL and synchronous=normal, commits survive a crash of the process, though not always a power cut.
    ...(dbFile === undefined
      ? []
      : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1']),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
  return {
    name: 'Temporal',
    command: path,
    args: ['server', 'start-dev', ...flags],
    // Not the whole environment: some variables hold secrets, and TEMPORAL_* would configure the CLI.
    env: { PATH: env.PATH, HOME: env.HOME },
    stopSignal: 'SIGTERM',
    isServing: async () => await acceptsCalls(`127.0.0.1:${port}`, namespace),
    readyTimeoutMs: 60_000,
  };
}

async function acceptsCalls(address: string, namespace: string): Promise<boolean> {
  const connection = await Connection.connect({ address, connectTimeout: 2_000 });
  try {
    await connection.workflowService.describeNamespace({ namespace });
    return true;
  } finally {
    await connection.close();
  }
}
