import { BankFileError } from './banks/file/bank-file-error.js';
import { ConfigError } from './config.js';
import { summarizeError, StartError } from './runtime/start-error.js';
import { errorCode } from './process/error-code.js';

/** Prints the error and exits with 1. Errors that a person can fix are printed without a stack; any other is a bug. */
export function exitOnError(error: unknown): never {
  console.error(messageForPeople(error) ?? error);
  process.exit(1);
}

function messageForPeople(error: unknown): string | undefined {
  if (error instanceof ConfigError || error instanceof StartError || error instanceof BankFileError)
    return error.message;
  if (['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? ''))
    return `The disk is full: ${summarizeError(error)}\n  - free some space, or set DATA_DIR to a folder on another disk`;
  return undefined;
}
