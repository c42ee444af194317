import { execFile, type ExecFileOptions } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program to its end and answers what it printed; throws when it fails or takes too long. */
export async function runCommand(
  command: string,
  args: string[],
  options: Omit<ExecFileOptions, 'encoding'> & { timeout: number },
): Promise<{ stdout: string; stderr: string }> {
  return await execute(command, args, { ...options, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}

/** The first of these programs that stands on the path. */
export async function findOnPath(
  names: string[],
  searchPath: string | undefined,
): Promise<string | undefined> {
  const folders = (searchPath ?? '').split(delimiter).filter(Boolean);
  for (const name of names) {
    for (const folder of folders) {
      if (await isExecutable(join(folder, name))) return join(folder, name);
    }
  }
  return undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
