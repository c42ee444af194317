import { BrowserError } from '../../browser/browser-error.js';
import type { BankAnswer } from '../bank-driver.js';
import { type FormPage, takeStep } from '../steps/form-step.js';
import { answerToPrompt, startAtPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from '../steps/step-button.js';
import { submitForm } from '../steps/submit-form.js';

/** Asks for a code instead of the approval, once, and waits for the bank's answer. */
export async function askForCodeInstead(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const instead = step.bank.approval?.instead;
    if (instead === undefined) throw new BrowserError('unexpected', 'askForCodeInstead');
    const started = await startAtPrompt(step, {
      kind: 'approval_required',
      isUsable: (frame) => buttonAt(step, instead, frame).isUsable(),
    });
    if (started.is === 'answered') return started.answer;

    const { frame, before } = started;
    const button = buttonAt(step, instead, frame);
    const submitted = await submitForm(step, {
      button,
      frame,
      typed: '',
      isOnce: true,
      before,
      findAnswer: stillAsked(step, 'approval_required'),
      prompt: { kind: 'approval_required', isThere: () => button.isUsable() },
      typeAgain: () => Promise.resolve(true),
    });
    return await answerToPrompt(step, submitted);
  });
}
