import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { StartError } from '../../runtime/start-error.js';

const header = z.object({ name: z.string(), value: z.string() });

/**
 * What is kept of a request and its answer, in the words of HAR. Everything else that Playwright records is dropped when
 * it is parsed: bodies of requests, cookies, headers of requests.
 */
const entrySchema = z.object({
  startedDateTime: z.string(),
  request: z.object({ method: z.string(), url: z.string(), headers: z.array(header) }),
  response: z.object({
    /** -1: there was no answer. */
    status: z.number(),
    statusText: z.string(),
    headers: z.array(header),
    content: z.object({
      mimeType: z.string(),
      text: z.string().optional(),
      encoding: z.literal('base64').optional(),
    }),
    /** Why there was no answer; absent if one was still awaited at the end. */
    _failureText: z.string().optional(),
  }),
});
export type RecordedEntry = z.infer<typeof entrySchema>;

/** A HAR file. */
export const harSchema = z.object({ log: z.object({ entries: z.array(entrySchema) }) });

const recordingSchema = z.object({
  log: z.object({
    _visit: z.object({ result: z.string(), at: z.iso.datetime(), with_credentials: z.boolean() }),
    entries: z.array(entrySchema),
  }),
});

/** What a bank's pages answered in one visit, and how that ended. */
export interface RecordedPages {
  file: string;
  result: string;
  /** ISO 8601 */
  at: string;
  withCredentials: boolean;
  entries: RecordedEntry[];
}

export const recordingFile = (folder: string, bank: string): string => join(folder, `${bank}.har`);

/** Throws a StartError if there is none, or if it is something else. */
export async function readRecordedPages(file: string): Promise<RecordedPages> {
  try {
    const { log } = recordingSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    const { result, at, with_credentials: withCredentials } = log._visit;
    return { file, result, at, withCredentials, entries: log.entries };
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new StartError(
      isMissing
        ? `There is no recording ${file}. Make one with --record.`
        : `${file} is not a recording of bank watch.`,
    );
  }
}

/** Writes a HAR file that only this user can read, in one step, in place of an earlier one. Throws a StartError. */
export async function writeRecordedPages({
  file,
  entries,
  result,
  at,
  withCredentials,
}: RecordedPages): Promise<void> {
  const log = {
    version: '1.2',
    creator: { name: 'assisted-login bank watch', version: '1' },
    _visit: { result, at, with_credentials: withCredentials },
    entries: entries.map(completeEntry),
  };
  const next = `${file}.next`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(next, `${JSON.stringify({ log }, null, 1)}\n`, { mode: 0o600 });
    await rename(next, file);
  } catch {
    throw new StartError(`The recording ${file} cannot be written.`);
  }
}

/** With the fields that programs which show HAR files expect. */
function completeEntry({ startedDateTime, request, response }: RecordedEntry): object {
  const unknown = { httpVersion: 'HTTP/1.1', cookies: [], headersSize: -1, bodySize: -1 };
  return {
    startedDateTime,
    time: 0,
    request: { ...unknown, queryString: [], ...request },
    response: { ...unknown, redirectURL: '', ...response, content: { size: -1, ...response.content } },
    cache: {},
    timings: { send: 0, wait: 0, receive: 0 },
  };
}
