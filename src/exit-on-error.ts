import { BankFileError } from './banks/bank-file-error.js';
import { ConfigError } from './config.js';
import { summarizeError, StartError } from './runtime/start-error.js';
import { errorCode } from './process/error-code.js';

/** Ends the process on an error. What a person can mend is told without a stack; the rest is a bug, told whole. */
export function exitOnError(error: unknown): never {
  console.error(toldToPeople(error) ?? error);
  process.exit(1);
}

function toldToPeople(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof StartError || error instanceof BankFileError)
    return error.message;
  if (['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? ''))
    return `The disk is full: ${summarizeError(error)}\n  - make room, or name a folder on another disk with DATA_DIR`;
  return undefined;
}
