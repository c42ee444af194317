import { BrowserError, type BrowserErrorKind } from './browser-error.js';
import { isTimeoutError } from './is-timeout-error.js';

/** Chromium's own messages, passed on by Playwright, which has no error classes for these cases. */
const signsOfClosed = /has been closed|target closed|crashed|browser closed|connection closed|disconnected/i;
/** ERR_ABORTED is left out: the page was closed or went on to another one, and the bank can be reached. */
const signsOfUnreachable = /net::ERR_(?!ABORTED)|chrome-error:|ERR_NAME_NOT_RESOLVED/;

function kindOf(error: unknown): BrowserErrorKind {
  if (isTimeoutError(error)) return 'timeout';
  if (!(error instanceof Error)) return 'unexpected';
  // The first line alone: the call log below it may quote what a bank's page says.
  const [firstLine = ''] = error.message.split('\n');
  if (signsOfClosed.test(firstLine)) return 'closed';
  if (signsOfUnreachable.test(firstLine)) return 'unreachable';
  return 'unexpected';
}

/**
 * Runs one step in the browser. Every error leaves as a BrowserError that holds its kind and the step's name only:
 * Playwright's own messages repeat what was typed.
 */
export async function redactBrowserErrors<T>(step: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof BrowserError) throw error;
    throw new BrowserError(kindOf(error), step);
  }
}
