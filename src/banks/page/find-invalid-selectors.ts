import type { Page } from 'playwright-core';
import { BrowserError } from '../../browser/browser-error.js';
import { redactBrowserErrors } from '../../browser/redact-browser-errors.js';
import type { BankFile } from '../file/bank-file.js';
import { type FileSelector, selectorsOf } from '../file/selectors-of.js';

/**
 * The selectors of a file that the browser does not understand, asked in any page, also a blank one: it only counts what they
 * match. Throws a BrowserError when the page is lost.
 */
export async function findInvalidSelectors(page: Page, bank: BankFile): Promise<FileSelector[]> {
  const verdicts = new Map<string, Promise<boolean>>();
  const isInvalid = async (selector: string): Promise<boolean> => {
    const known = verdicts.get(selector) ?? isNotUnderstood(page, selector);
    verdicts.set(selector, known);
    return await known;
  };
  const checked = await Promise.all(
    selectorsOf(bank).map(async (one) => ((await isInvalid(one.selector)) ? [one] : [])),
  );
  return checked.flat();
}

async function isNotUnderstood(page: Page, selector: string): Promise<boolean> {
  try {
    await redactBrowserErrors('checkSelector', () => page.locator(selector).count());
    return false;
  } catch (error) {
    if (error instanceof BrowserError && error.kind === 'unexpected') return true;
    throw error;
  }
}
