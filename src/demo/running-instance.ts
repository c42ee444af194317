import { join } from 'node:path';
import { readPrivateJson } from '../runtime/private-file.js';
import { type ReadyFile, readyFileSchema } from '../runtime/ready-file.js';
import { StartError } from '../runtime/start-error.js';

/** An instance with everything that the demo needs. */
export type RunningInstance = ReadyFile & {
  demo: NonNullable<ReadyFile['demo']>;
  demo_bank: NonNullable<ReadyFile['demo_bank']>;
};

/** The running `npm start` of this data folder. Throws, with the remedy, when there is none or it has no demo. */
export async function readInstance(dataDir: string): Promise<RunningInstance> {
  const ready = await readPrivateJson(join(dataDir, 'ready.json'), readyFileSchema);
  if (!ready)
    throw new StartError(
      `Nothing runs in ${dataDir}. Run \`npm start\` in another terminal and wait until it is ready.`,
    );
  const { demo, demo_bank: demoBank } = ready;
  if (!demo || demoBank === null)
    throw new StartError('The running instance has no demo (DEMO=0). Start it with DEMO=1.');
  return { ...ready, demo, demo_bank: demoBank };
}
