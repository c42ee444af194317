import type { BankDriver } from '../bank-driver.js';
import { findNamedBankFiles, listBankFiles } from './bank-files.js';
import { BankFileError, type BankFileProblem } from '../file/bank-file-error.js';
import type { Environment } from '../file/fill-in-environment.js';
import { loadBank, takenCode } from './load-bank.js';
import type { ObserveStep } from '../page/observe-step.js';

export interface BankSources {
  folders: string[];
  /** Where `${NAME}` in a value comes from. */
  environment: Environment;
}

/** Every bank of the folders by its code. Throws a BankFileError that lists every problem of every file. */
export async function loadBanks({ folders, environment }: BankSources): Promise<Map<string, BankDriver>> {
  const { files, problems } = await listBankFiles(folders);
  return byCode(allGood(await loadEach({ files, problems, environment })));
}

/**
 * The good banks of the folders by file, and what is wrong with the other files. Throws a BankFileError if a folder cannot
 * be read, or if there are bank files and none is good: then nothing could be logged in to.
 */
export async function loadGoodBanks({ folders, environment }: BankSources): Promise<LoadedFiles> {
  const listed = await listBankFiles(folders);
  const unread = listed.problems.filter(({ file }) => folders.includes(file));
  if (unread.length > 0) throw new BankFileError(unread);
  const loaded = await loadEach({ ...listed, environment });
  return loaded.banks.size > 0 ? loaded : { ...loaded, banks: allGood(loaded) };
}

/** The banks of these files by code; `observe` gets the events of those in YAML. Throws a BankFileError that lists every problem of every file. */
export async function loadBankFiles(
  named: readonly string[],
  environment: Environment,
  observe?: ObserveStep,
): Promise<Map<string, BankDriver>> {
  const { files, problems } = await findNamedBankFiles(named);
  return byCode(allGood(await loadEach({ files, problems, environment, observe })));
}

interface LoadEach {
  files: readonly string[];
  /** Those that were found before. */
  problems: readonly BankFileProblem[];
  environment: Environment;
  observe?: ObserveStep | undefined;
}

interface LoadedFiles {
  /** By file. */
  banks: Map<string, BankDriver>;
  problems: BankFileProblem[];
}

/** The second file with the code of another is a problem. */
async function loadEach({ files, problems: earlier, environment, observe }: LoadEach): Promise<LoadedFiles> {
  const problems = [...earlier];
  const banks = new Map<string, BankDriver>();
  const fileOfCode = new Map<string, string>();
  for (const file of files) {
    try {
      const bank = await loadBank(file, { environment, observe });
      const other = fileOfCode.get(bank.code);
      if (other !== undefined) throw new BankFileError([takenCode(file, bank.code, other)]);
      fileOfCode.set(bank.code, file);
      banks.set(file, bank);
    } catch (error) {
      if (!(error instanceof BankFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { banks, problems };
}

function allGood({ banks, problems }: LoadedFiles): Map<string, BankDriver> {
  if (problems.length > 0) throw new BankFileError(problems);
  return banks;
}

const byCode = (banks: ReadonlyMap<string, BankDriver>): Map<string, BankDriver> =>
  new Map([...banks.values()].map((bank) => [bank.code, bank]));
