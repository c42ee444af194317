import type { Config } from '../config.js';
import type { DataFolder } from '../runtime/data-folder.js';
import type { InstanceSecrets } from './instance-secrets.js';
import type { Print } from '../runtime/progress.js';
import { formatElapsed } from '../runtime/progress.js';
import type { Supervisor } from '../runtime/supervisor.js';

/** What all steps of `npm start` need. */
export interface Instance {
  config: Config;
  folder: DataFolder;
  secrets: InstanceSecrets;
  ports: Ports;
  supervisor: Supervisor;
  print: Print;
  /** Aborts when the instance should stop. */
  stopping: AbortSignal;
}

export type Ports = Record<'api' | 'temporal' | 'temporalUi' | 'postgres' | 'demoBank', number>;

/** Runs a step and prints how long it took. */
export async function timedStep<T>(print: Print, what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const result = await work();
  print(`  ${what} (${formatElapsed(startedAt)})`);
  return result;
}
