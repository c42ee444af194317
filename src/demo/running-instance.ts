import { join } from 'node:path';
import { readPrivateJson } from '../runtime/private-file.js';
import { type ReadyFile, readyFileSchema } from '../runtime/ready-file.js';
import { StartError } from '../runtime/start-error.js';

/** The content of `ready.json` of an instance whose demo is on. */
export type RunningInstance = ReadyFile & {
  demo: NonNullable<ReadyFile['demo']>;
  demo_bank: NonNullable<ReadyFile['demo_bank']>;
};

/** Reads the addresses of the instance that runs in this folder. Throws a StartError if there is none or its demo is off. */
export async function readInstance(dataDir: string): Promise<RunningInstance> {
  const ready = await readPrivateJson(join(dataDir, 'ready.json'), readyFileSchema);
  if (!ready)
    throw new StartError(
      `No instance is running in ${dataDir}. Run \`npm start\` in another terminal and wait until it is ready.`,
    );
  const { demo, demo_bank: demoBank } = ready;
  if (!demo || demoBank === null)
    throw new StartError('The running instance has no demo (DEMO=0). Start it with DEMO=1.');
  return { ...ready, demo, demo_bank: demoBank };
}
