import { BankFileError } from '../../banks/file/bank-file-error.js';
import { StartError, summarizeError } from '../../runtime/start-error.js';

export interface Finding {
  check: string;
  state: 'good' | 'wrong';
  /** What was found; for `wrong` with one line for each remedy. Holds no secrets. */
  text: string;
}

export interface Check {
  check: string;
  /** Resolves to what was found. Rejects with what is wrong; a StartError has remedies. */
  look: () => Promise<string>;
}

/** Runs a check. */
export async function findOut({ check, look }: Check): Promise<Finding> {
  try {
    return { check, state: 'good', text: await look() };
  } catch (error) {
    const isForPeople = error instanceof StartError || error instanceof BankFileError;
    return { check, state: 'wrong', text: isForPeople ? error.message : summarizeError(error) };
  }
}

/** One finding as a person reads it. */
export const printFinding = ({ check, state, text }: Finding): string =>
  `${state === 'good' ? 'good ' : 'WRONG'}  ${check}: ${text}`;
