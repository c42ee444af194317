import { pathToFileURL } from 'node:url';
import type { BankDriver } from '../bank-driver.js';
import { bankDriverSchema } from '../bank-driver-shape.js';
import { isYamlFile } from './bank-files.js';
import { BankFileError, type BankFileProblem, pathInFile } from '../file/bank-file-error.js';
import type { Environment } from '../file/fill-in-environment.js';
import { createFormBank } from '../form/form-bank.js';
import { importBankModule } from './import-bank-module.js';
import type { ObserveStep } from '../page/observe-step.js';
import { readBankFile } from '../file/read-bank-file.js';

interface LoadOptions {
  /** Where `${NAME}` in a value comes from. */
  environment: Environment;
  /** Gets the events of a bank in YAML. */
  observe?: ObserveStep | undefined;
  /** A module that was imported before is imported anew under another version. Its own imports are not. */
  version?: string;
}

/** Loads one bank file. Throws a BankFileError that lists all its problems. */
export async function loadBank(
  file: string,
  { environment, observe, version }: LoadOptions,
): Promise<BankDriver> {
  try {
    if (isYamlFile(file)) return createFormBank(await readBankFile(file, environment), observe);
    const url = pathToFileURL(file);
    if (version !== undefined) url.searchParams.set('version', version);
    const module = await importBankModule(url);
    const parsed = bankDriverSchema.safeParse(module);
    if (parsed.success) return parsed.data.default;
    throw new BankFileError(
      parsed.error.issues.map(({ path, message }) => ({ file, path: pathInFile(path), reason: message })),
    );
  } catch (error) {
    if (error instanceof BankFileError) throw error;
    throw new BankFileError([{ file, path: '', reason: 'cannot be loaded', ...detailOf(error) }]);
  }
}

/** The problem of a file whose code another file has. */
export const takenCode = (file: string, code: string, otherFile: string): BankFileProblem => ({
  file,
  path: 'code',
  reason: `${code} is the code of ${otherFile} too`,
});

const detailOf = (error: unknown): Pick<BankFileProblem, 'detail'> =>
  error instanceof Error ? { detail: error.message } : {};
