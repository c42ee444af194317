import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { StartError } from './start-error.js';
import { errorCode } from '../process/error-code.js';

/** Writes a file only we may read, whole or not at all: a reader never sees half of it. */
export async function writePrivateJson(file: string, content: unknown): Promise<void> {
  const partial = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(partial, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Reads such a file; undefined when there is none. */
export async function readPrivateJson<Schema extends z.ZodType>(
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const content = await readFile(file, 'utf8').catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  const parsed = schema.safeParse(parseJson(content));
  if (parsed.success) return parsed.data;
  throw new StartError(`${file} is not what we wrote there.`, [
    'put the file back from a backup, or start with a new, empty DATA_DIR',
  ]);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // Not JSON at all: the schema then says so.
    return undefined;
  }
}
