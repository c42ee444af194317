import { BrowserError } from '../browser/browser-error.js';
import type { BankAnswer } from './bank-driver.js';
import { type FormPage, takeStep } from './form-step.js';
import { markWhatIsVisible } from './look-at-page.js';
import { answerToPrompt, reachPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from './step-button.js';
import { submitForm } from './submit-form.js';

/** Asks for a code instead of the approval, once, and waits for the bank's answer. */
export async function askForCodeInstead(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank, traffic } = step;
    const instead = bank.approval?.instead;
    if (instead === undefined) throw new BrowserError('unexpected', 'askForCodeInstead');
    const button = buttonAt(step, instead);
    const other = await reachPrompt(step, 'approval_required', () => button.isUsable());
    if (other) return other;

    const before = await markWhatIsVisible(page, bank);
    traffic.startAction();
    const submitted = await submitForm(step, {
      button,
      frame: undefined,
      typed: '',
      isOnce: true,
      before,
      findAnswer: stillAsked(step, 'approval_required'),
      typeAgain: () => Promise.resolve(),
    });
    return await answerToPrompt(step, submitted);
  });
}
