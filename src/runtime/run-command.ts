import { execFile, type ExecFileOptions } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** Runs a program and returns its output. Throws if it exits with an error or runs for longer than `timeout` ms. */
export async function runCommand(
  command: string,
  args: string[],
  options: Omit<ExecFileOptions, 'encoding'> & { timeout: number },
): Promise<{ stdout: string; stderr: string }> {
  return await execute(command, args, { ...options, encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
}

/** The path of the first of these programs that is found in `searchPath` (PATH); undefined if none is. */
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

/** Whether this user may execute the file. */
export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
