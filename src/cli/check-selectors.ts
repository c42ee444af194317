import type { Page } from 'playwright-core';
import { type BankFileProblem, pathInFile } from '../banks/file/bank-file-error.js';
import type { Environment } from '../banks/file/fill-in-environment.js';
import { readLocatedBankFile } from '../banks/file/read-bank-file.js';
import { isYamlFile } from '../banks/load/bank-files.js';
import { findInvalidSelectors } from '../banks/page/find-invalid-selectors.js';

const remedy =
  'is not a selector that the browser understands: check its brackets, quotes and names (for an id that begins with a digit, write [id="1a"])';

/**
 * The selectors of a bank file that the browser does not understand, asked in any page, also a blank one. None for a module.
 * Throws a BankFileError for a file that cannot be used; a BrowserError when the page is lost.
 */
export async function checkSelectors(
  page: Page,
  file: string,
  environment: Environment,
): Promise<BankFileProblem[]> {
  if (!isYamlFile(file)) return [];
  const { bank, lineAt } = await readLocatedBankFile(file, environment);
  const invalid = await findInvalidSelectors(page, bank);
  return invalid.map(({ path, selector }) => ({
    file,
    ...lineAt(path),
    path: pathInFile(path),
    reason: `${selector} ${remedy}`,
  }));
}
