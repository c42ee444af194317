import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../runtime/report.js';

const instanceSchema = z.object({
  api: z.url(),
  dashboard: z.url(),
  temporal_ui: z.url().nullable(),
  temporal_namespace: z.string(),
  demo_bank: z.url(),
  demo: z.object({ email: z.string(), password: z.string(), account_id: z.uuid(), api_key: z.string() }),
});
export type RunningInstance = z.infer<typeof instanceSchema>;

/** The running `npm start` of this data folder. Throws, with the remedy, when there is none or it has no demo. */
export async function readInstance(dataDir: string): Promise<RunningInstance> {
  const text = await readFile(join(dataDir, 'ready.json'), 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new StartError(
      `Nothing runs in ${dataDir}. Run \`npm start\` in another terminal and wait until it is ready.`,
    );
  const instance = instanceSchema.safeParse(JSON.parse(text));
  if (!instance.success)
    throw new StartError('The running instance has no demo (DEMO=0). Start it with DEMO=1.');
  return instance.data;
}
