import { Connection } from '@temporalio/client';
import type { PartSpec } from './part.js';

/**
 * The development server has one shard, whose task queues are polled only 20 times a second: from ten signals a second
 * on every hop waits 40 ms. One partition for each queue spares hops that only a cluster needs.
 */
const dynamicConfig = {
  'history.transferProcessorMaxPollRPS': 2000,
  'history.transferProcessorMaxPollHostRPS': 5000,
  'history.timerProcessorMaxPollRPS': 2000,
  'matching.numTaskqueueReadPartitions': 1,
  'matching.numTaskqueueWritePartitions': 1,
};

/** How a Temporal development server is started, with its state in `dbFile` (or in memory) and its web UI on `uiPort`. */
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
    // A commit survives the end of the process; WAL with "normal" loses none of it but to a power cut.
    ...(dbFile === undefined
      ? []
      : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=1']),
    ...Object.entries(dynamicConfig).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
  return {
    name: 'Temporal',
    command: path,
    args: ['server', 'start-dev', ...flags],
    // Nothing of ours: some variables hold secrets, and TEMPORAL_* would configure the CLI.
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
