import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BankDriver } from './bank-driver.js';
import { bankDriverSchema } from './bank-driver-shape.js';
import { BankFileError, type BankFileProblem, pathInFile } from './file/bank-file-error.js';
import type { Environment } from './file/fill-in-environment.js';
import { createFormBank } from './form-bank.js';
import { importBankModule } from './import-bank-module.js';
import type { ObserveStep } from './observe-step.js';
import { readBankFile } from './file/read-bank-file.js';

interface BankFolders {
  folders: string[];
  /** Where `${NAME}` in a value comes from. */
  environment: Environment;
}

const yamlFile = /^[^.].*\.ya?ml$/i;
const moduleFile = /^[^.].*(?<!\.d|\.test)\.[jt]s$/i;

/** Every bank of the folders by its code. One that is broken stops all: the error tells each problem there is. */
export async function loadBanks({ folders, environment }: BankFolders): Promise<Map<string, BankDriver>> {
  const problems: BankFileProblem[] = [];
  return await loadAll(await filesOf(folders, problems), environment, problems);
}

/** The banks of these files by code; `observe` gets the events of those in YAML. Throws a BankFileError that lists every problem of every file. */
export async function loadBankFiles(
  files: readonly string[],
  environment: Environment,
  observe?: ObserveStep,
): Promise<Map<string, BankDriver>> {
  const problems: BankFileProblem[] = [];
  return await loadAll(await existing(files, problems), environment, problems, observe);
}

/** `problems`: those that were found before. */
async function loadAll(
  files: readonly string[],
  environment: Environment,
  problems: BankFileProblem[],
  observe?: ObserveStep,
): Promise<Map<string, BankDriver>> {
  const banks = new Map<string, BankDriver>();
  const fileOfCode = new Map<string, string>();
  for (const file of files) {
    try {
      const bank = await loadBank(file, environment, observe);
      const earlier = fileOfCode.get(bank.code);
      if (earlier !== undefined)
        throw new BankFileError([
          { file, path: 'code', reason: `${bank.code} is the code of ${earlier} too` },
        ]);
      fileOfCode.set(bank.code, file);
      banks.set(bank.code, bank);
    } catch (error) {
      problems.push(...problemsOf(error, file));
    }
  }
  if (problems.length > 0) throw new BankFileError(problems);
  return banks;
}

/** Each file once, also when two folders are the same one under two names. */
async function filesOf(folders: string[], problems: BankFileProblem[]): Promise<string[]> {
  const fileOfRealPath = new Map<string, string>();
  for (const folder of folders) {
    const names = await readdir(folder).catch((error: unknown) => {
      problems.push({
        file: folder,
        path: '',
        reason: `cannot be read as a folder of banks${reasonOf(error)}`,
      });
      return [];
    });
    for (const name of names.sort()) {
      if (!yamlFile.test(name) && !moduleFile.test(name)) continue;
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
  return [...fileOfRealPath.values()];
}

/** Each file once, also when it is named twice. */
async function existing(files: readonly string[], problems: BankFileProblem[]): Promise<string[]> {
  const fileOfRealPath = new Map<string, string>();
  for (const file of files) {
    const refuse = (reason: string) => problems.push({ file, path: '', reason });
    try {
      const path = await realpath(file);
      if (!(await stat(path)).isFile()) refuse('is not a file');
      else if (!yamlFile.test(basename(file)) && !moduleFile.test(basename(file)))
        refuse('is not a bank file: its name must end in .yaml, .yml, .ts or .js');
      else if (!fileOfRealPath.has(path)) fileOfRealPath.set(path, file);
    } catch (error) {
      const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      refuse(isMissing ? 'does not exist' : `cannot be read${reasonOf(error)}`);
    }
  }
  return [...fileOfRealPath.values()];
}

async function loadBank(file: string, environment: Environment, observe?: ObserveStep): Promise<BankDriver> {
  if (yamlFile.test(basename(file))) return createFormBank(await readBankFile(file, environment), observe);
  const module = await importBankModule(pathToFileURL(file));
  const parsed = bankDriverSchema.safeParse(module);
  if (parsed.success) return parsed.data.default;
  throw new BankFileError(
    parsed.error.issues.map(({ path, message }) => ({ file, path: pathInFile(path), reason: message })),
  );
}

function problemsOf(error: unknown, file: string): readonly BankFileProblem[] {
  if (error instanceof BankFileError) return error.problems;
  return [{ file, path: '', reason: `cannot be loaded${reasonOf(error)}` }];
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? `: ${error.message}` : '';
}
