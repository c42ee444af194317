import { BankFileError } from '../banks/file/bank-file-error.js';
import type { Environment } from '../banks/file/fill-in-environment.js';
import { loadBankFiles } from '../banks/load/load-banks.js';

/** Loads bank files as a worker does. `lines`: one for each problem, such as `bank.yaml:3: pages[0].is: …`, and a summary. */
export async function checkBankFiles(
  files: readonly string[],
  environment: Environment,
): Promise<{ isGood: boolean; lines: string[] }> {
  try {
    const banks = await loadBankFiles(files, environment);
    return { isGood: true, lines: [`${count(banks.size, 'bank file')}, no problems.`] };
  } catch (error) {
    if (!(error instanceof BankFileError)) throw error;
    return { isGood: false, lines: [error.message, `${count(error.problems.length, 'problem')}.`] };
  }
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
