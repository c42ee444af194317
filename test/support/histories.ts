import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { z } from 'zod';

const folder = fileURLToPath(new URL('../histories/', import.meta.url));
const project = fileURLToPath(new URL('../../', import.meta.url));

/** A test as vitest describes it: its title, its file and the `describe` around it. */
interface TestTask {
  name: string;
  file: { filepath: string };
  suite?: { name: string } | undefined;
}

/**
 * With RECORD_HISTORIES=1, writes the history of a test's last workflow to test/histories, from where the replay test
 * reads it. `npm run histories` records after a workflow changed behind a `patched`; histories of earlier days stay.
 */
export async function recordHistory(handles: WorkflowHandle[], task: TestTask): Promise<void> {
  if (process.env['RECORD_HISTORIES'] !== '1') return;
  const history = await handles.at(-1)?.fetchHistory();
  if (!history) return;
  const path = join(folder, historyPath(task, new Date()));
  await mkdir(dirname(path), { recursive: true });
  // A failure's stack has absolute paths of this machine.
  await writeFile(path, JSON.stringify(JSON.parse(historyToJSON(history))).replaceAll(project, ''));
}

/** `<date>/<test file>/<describe> <title>.json`, without the characters that file systems refuse in names. */
function historyPath({ name, file, suite }: TestTask, day: Date): string {
  const title = suite?.name ? `${suite.name} ${name}` : name;
  return join(
    day.toISOString().slice(0, 10),
    basename(file.filepath, '.test.ts'),
    `${title.replace(/[/\\:*?"<>|]/g, '-')}.json`,
  );
}

/** A history as Temporal's UI shows it: payloads decoded. */
export async function readableHistory(handle: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string> {
  return historyToJSON(await handle.fetchHistory()).replaceAll(
    /"data":\s*"([A-Za-z0-9+/=]+)"/g,
    (_match, data: string) => Buffer.from(data, 'base64').toString('utf8'),
  );
}

/** What Temporal's UI shows of a workflow besides its history: attributes, memo, summary, heartbeats, current details. */
export async function readableExecution(handle: Pick<WorkflowHandle, 'describe' | 'query'>): Promise<string> {
  const details = await handle.query('__temporal_workflow_metadata');
  return JSON.stringify({ ...(await handle.describe()).raw, details }, decoded);
}

function decoded(this: Record<string, unknown>, key: string, value: unknown): unknown {
  const bytes = this[key];
  return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('utf8') : value;
}

/** Every recorded history, with its path under test/histories. */
export async function recordedHistories(): Promise<{ path: string; text: string; history: object }[]> {
  const paths = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.json'));
  return Promise.all(
    paths.toSorted().map(async (path) => {
      const text = await readFile(join(folder, path), 'utf8');
      return {
        path,
        text,
        history: z.looseObject({ events: z.array(z.looseObject({})) }).parse(JSON.parse(text)),
      };
    }),
  );
}
