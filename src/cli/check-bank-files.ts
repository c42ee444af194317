import type { Page } from 'playwright-core';
import { BankFileError, type BankFileProblem } from '../banks/file/bank-file-error.js';
import type { Environment } from '../banks/file/fill-in-environment.js';
import { findNamedBankFiles, isYamlFile } from '../banks/load/bank-files.js';
import { loadBankFiles } from '../banks/load/load-banks.js';
import { StartError } from '../runtime/start-error.js';
import { checkSelectors } from './check-selectors.js';

interface CheckBankFiles {
  files: readonly string[];
  environment: Environment;
  /** Calls `check` with a blank page of a browser; returns the error where none runs. */
  withPage: (check: (page: Page) => Promise<BankFileProblem[]>) => Promise<BankFileProblem[] | StartError>;
}

/**
 * Loads bank files as a worker does, and has a browser read their selectors. `lines`: one for each problem, such as
 * `bank.yaml:3: pages[0].is: …`, and a summary.
 */
export async function checkBankFiles({
  files,
  environment,
  withPage,
}: CheckBankFiles): Promise<{ isGood: boolean; lines: string[] }> {
  try {
    const banks = await loadBankFiles(files, environment);
    const summary = `${count(banks.size, 'bank file')}, no problems.`;
    // A file that is named twice is checked once.
    const yaml = (await findNamedBankFiles(files)).files.filter(isYamlFile);
    if (yaml.length === 0) return { isGood: true, lines: [summary] };
    const problems = await withPage(async (page) =>
      (await Promise.all(yaml.map((file) => checkSelectors(page, file, environment)))).flat(),
    );
    if (problems instanceof StartError)
      return { isGood: true, lines: [summary, `The selectors were not checked: ${problems.message}`] };
    if (problems.length > 0) throw new BankFileError(problems);
    return { isGood: true, lines: [summary] };
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    return { isGood: false, lines: [error.message, `${count(error.problems.length, 'problem')}.`] };
  }
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
