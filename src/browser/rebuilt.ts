import { errors } from 'playwright-core';
import { BrowserError, type BrowserErrorKind } from './browser-error.js';

/** Chromium's own words, which Playwright passes on: there is nothing else to tell these cases apart by. */
const signsOfClosed = /has been closed|target closed|crashed|browser closed|connection closed|disconnected/i;
/** A load that was aborted says nothing of the bank: the page was closed under it, or went on to another one. */
const signsOfUnreachable = /net::ERR_(?!ABORTED)|chrome-error:|ERR_NAME_NOT_RESOLVED/;

function kindOf(error: unknown): BrowserErrorKind {
  if (error instanceof errors.TimeoutError) return 'timeout';
  if (!(error instanceof Error)) return 'unexpected';
  // The first line alone: the call log below it may quote what a bank's page says.
  const [firstLine = ''] = error.message.split('\n');
  if (signsOfClosed.test(firstLine)) return 'closed';
  if (signsOfUnreachable.test(firstLine)) return 'unreachable';
  return 'unexpected';
}

/**
 * Runs one step at the browser. Whatever Playwright throws leaves as a BrowserError: its kind and the step's
 * name, and nothing of the original, which repeats what was typed.
 */
export async function rebuilt<T>(step: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BrowserError) throw error;
    throw new BrowserError(kindOf(error), step);
  }
}
