import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import type { z } from 'zod';
import { StartError } from './start-error.js';
import { errorCode } from '../process/error-code.js';

/** Writes a JSON file that only its owner may read. Atomic: a reader sees the old or the new content. */
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

/** Reads a JSON file and checks it against the schema. Undefined if it does not exist; a StartError if it is invalid. */
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
  throw new StartError(`${file} has unexpected content.`, [
    'restore the file from a backup, or start with a new, empty DATA_DIR',
  ]);
}

function parseJson(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    // Not JSON: undefined does not match the schema either.
    return undefined;
  }
}
