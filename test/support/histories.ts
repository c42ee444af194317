import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));

/**
 * With RECORD_HISTORIES=1, keeps the history of a test's last workflow under test/histories, where the replay
 * test finds them. Record anew (`npm run histories`) when a workflow changed behind a `patched`: those of other days
 * stay.
 */
export async function keepHistory(handles: WorkflowHandle[], title: string): Promise<void> {
  if (process.env['RECORD_HISTORIES'] !== '1') return;
  await mkdir(folder, { recursive: true });
  const slug = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 80);
  const today = new Date().toISOString().slice(0, 10);
  const history = await handles.at(-1)?.fetchHistory();
  if (!history) return;
  // Where a failure came from stands in it with whole paths; those of this machine are nobody's business.
  const text = JSON.stringify(JSON.parse(historyToJSON(history))).replaceAll(project, '');
  await writeFile(`${folder}${slug}.${today}.json`, text);
}

/** A history as Temporal's UI shows it: payloads decoded. */
export async function readableHistory(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string> {
  return historyToJSON(await handle.fetchHistory()).replaceAll(
    /"data":\s*"([A-Za-z0-9+/=]+)"/g,
    (_match, data: string) => Buffer.from(data, 'base64').toString('utf8'),
  );
}

/** Every history that is kept, by its name. */
export async function keptHistories(): Promise<{ name: string; text: string; history: object }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json'));
  return Promise.all(
    names.map(async (name) => {
      const text = await readFile(folder + name, 'utf8');
      return {
        name,
        text,
        history: z.looseObject({ events: z.array(z.looseObject({})) }).parse(JSON.parse(text)),
      };
    }),
  );
}
