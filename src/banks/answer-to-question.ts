import { errors } from 'playwright-core';
import { BrowserError } from '../browser/browser-error.js';
import type { BankAnswer } from './bank-driver.js';
import { type FormPage, type FormStep, takeStep } from './form-step.js';
import { isTypable, isUsable, visible } from './look-at-page.js';
import { answerToPrompt, reachPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from './step-button.js';
import { type Button, submitForm } from './submit-form.js';
import { typeLostText, typeToSend } from './type-to-send.js';

/** Types the answer to the question of the page, sends it, once, and waits for the bank's answer. */
export async function answerQuestion(at: FormPage, answer: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank } = step;
    const { question } = bank;
    if (!question) throw new BrowserError('unexpected', 'answerQuestion');
    const beganMs = performance.now();
    const other = await reachPrompt(step, 'question', () => isTypable(page, question.input, beganMs));
    if (other) return other;

    const typed = await typeToSend(step, question, answer);
    if (!typed) return { is: 'not_submitted', reason: 'not_typed' };
    const submitted = await submitForm(step, {
      button: question.submit === undefined ? enterIn(step, question.input) : buttonAt(step, question.submit),
      frame: undefined,
      typed: answer,
      isOnce: true,
      before: typed.before,
      findAnswer: stillAsked(step, 'question'),
      typeAgain: async (how) => typed.isInFields && (await typeLostText(step, question, answer, how)),
    });
    return await answerToPrompt(step, submitted);
  });
}

/** How long a field may take to get the focus. */
const pressMs = 1_000;

/** The key Enter in a field. */
function enterIn({ page, clock }: FormStep, input: string): Button {
  return {
    isUsable: () => isUsable(page, input),
    press: async () => {
      try {
        const timeout = Math.min(pressMs, clock.actionMs());
        await visible(page, input).first().press('Enter', { timeout, noWaitAfter: true });
      } catch (error) {
        // The field went away meanwhile.
        if (!(error instanceof errors.TimeoutError)) throw error;
      }
      return 'pressed';
    },
  };
}
