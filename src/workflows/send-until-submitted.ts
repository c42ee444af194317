import { condition, patched } from '@temporalio/workflow';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { LoginContext } from './answer-request.js';

/** A page that does not send a code three times in a row will not send it: the request waits for another one, or the login ends. */
export const maxSendAttempts = 3;
/** Time for a slow script of the page to take over its form. */
const pauseBeforeSendingAgain = '2s';
const pauseSummary = 'Time for the page to take over its form';

/**
 * Types what was submitted, and again while the bank's page does not send it: it is still good, and the page may only
 * have been slow. Where the page had no field for it, it is looked at first: `isThere` resolves false where it has none
 * still, and the page then counts as gone. Returns the answer of the last attempt.
 */
export async function sendUntilSubmitted(
  { progress, browser, stopWanted }: LoginContext,
  { send, isThere }: { send: () => Promise<StepAnswer>; isThere: () => Promise<boolean> },
): Promise<StepAnswer> {
  let [answer] = await Promise.all([send(), progress.enterStep('submitting_code')]);
  for (let attempt = 2; answer.is === 'not_submitted' && attempt <= maxSendAttempts; attempt += 1) {
    // The step has waited for the field as long as the bank's file says.
    if (answer.reason === 'no_field' && patched('look-where-no-field-is') && !(await isThere())) {
      browser.doubtPage();
      break;
    }
    const isOver = () => stopWanted() || browser.isLost || browser.isPageGone;
    if (await condition(isOver, pauseBeforeSendingAgain, { summary: pauseSummary })) break;
    const next = await send();
    // The claim of the attempt before could not be withdrawn; this one was not begun.
    if (next.is === 'refused') break;
    answer = next;
  }
  return answer;
}
