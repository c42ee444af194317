import type { Config } from '../config.js';
import type { DataFolder } from '../runtime/data-folder.js';
import type { InstanceSecrets } from './instance-secrets.js';
import type { Print } from '../runtime/start-error.js';
import { formatElapsed } from '../runtime/start-error.js';
import type { Supervisor } from '../runtime/supervisor.js';

/** What every step of `npm start` works with. */
export interface Instance {
  config: Config;
  folder: DataFolder;
  secrets: InstanceSecrets;
  ports: Ports;
  supervisor: Supervisor;
  print: Print;
  /** Aborted when somebody wants us to stop. */
  stopping: AbortSignal;
}

export type Ports = Record<'api' | 'temporal' | 'temporalUi' | 'postgres' | 'demoBank', number>;

/** Does a step and says how long it took. */
export async function timedStep<T>(print: Print, what: string, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const result = await work();
  print(`  ${what} (${formatElapsed(startedAt)})`);
  return result;
}
