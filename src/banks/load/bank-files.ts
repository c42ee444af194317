import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BankFileProblem } from '../file/bank-file-error.js';

const yamlFile = /^[^.].*\.ya?ml$/i;
const moduleFile = /^[^.].*(?<!\.d|\.test)\.[jt]s$/i;

export const isYamlFile = (file: string): boolean => yamlFile.test(basename(file));
const isBankFile = (file: string): boolean => isYamlFile(file) || moduleFile.test(basename(file));

/**
 * The bank files of these folders, sorted by name within a folder. Each file once, also when two folders are the same one
 * under two names. `problems`: each folder and file that cannot be read.
 */
export async function listBankFiles(
  folders: readonly string[],
): Promise<{ files: string[]; problems: BankFileProblem[] }> {
  const fileOfRealPath = new Map<string, string>();
  const problems: BankFileProblem[] = [];
  for (const folder of folders) {
    const names = await readdir(folder).catch((error: unknown) => {
      problems.push({
        file: folder,
        path: '',
        reason: `cannot be read as a folder of banks${reasonOf(error)}`,
      });
      return [];
    });
    for (const name of names.filter(isBankFile).sort()) {
      const file = join(folder, name);
      try {
        if (!(await stat(file)).isFile()) continue;
        const path = await realpath(file);
        if (!fileOfRealPath.has(path)) fileOfRealPath.set(path, file);
      } catch (error) {
        problems.push({ file, path: '', reason: `cannot be read${reasonOf(error)}` });
      }
    }
  }
  return { files: [...fileOfRealPath.values()], problems };
}

/** Those of `named` that are bank files, each once, also when it is named twice. `problems`: why the others are not. */
export async function findNamedBankFiles(
  named: readonly string[],
): Promise<{ files: string[]; problems: BankFileProblem[] }> {
  const fileOfRealPath = new Map<string, string>();
  const problems: BankFileProblem[] = [];
  for (const file of named) {
    const refuse = (reason: string) => problems.push({ file, path: '', reason });
    try {
      const path = await realpath(file);
      if (!(await stat(path)).isFile()) refuse('is not a file');
      else if (!isBankFile(file)) refuse('is not a bank file: its name must end in .yaml, .yml, .ts or .js');
      else if (!fileOfRealPath.has(path)) fileOfRealPath.set(path, file);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      refuse(isMissing ? 'does not exist' : `cannot be read${reasonOf(error)}`);
    }
  }
  return { files: [...fileOfRealPath.values()], problems };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? `: ${error.message}` : '');
