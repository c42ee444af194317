import { isTimeoutError } from '../../browser/is-timeout-error.js';
import { BrowserError } from '../../browser/browser-error.js';
import type { BankAnswer } from '../bank-driver.js';
import type { FramePath } from '../file/file-values.js';
import { type FormPage, type FormStep, takeStep } from '../steps/form-step.js';
import { frameAt } from '../page/frame-at.js';
import { isTypable, isUsable, visible } from '../page/visible-elements.js';
import { answerToPrompt, reachPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from '../steps/step-button.js';
import { type Button, submitForm } from '../steps/submit-form.js';
import { typeLostText, typeToSend } from '../steps/type-to-send.js';

/** Types the answer to the question of the page, sends it, once, and waits for the bank's answer. */
export async function answerQuestion(at: FormPage, answer: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank } = step;
    const { question } = bank;
    if (!question) throw new BrowserError('unexpected', 'answerQuestion');
    const beganMs = performance.now();
    const isTypableIn = async (path: FramePath | undefined): Promise<boolean> => {
      const frame = await frameAt(page, path);
      return frame !== null && (await isTypable(frame, question.input, beganMs));
    };
    const prompt = await reachPrompt(step, 'question', isTypableIn);
    if (prompt.is === 'answered') return prompt.answer;

    const { frame } = prompt;
    const field = { input: question.input, frame };
    const typed = await typeToSend(step, field, answer);
    if (!typed) return { is: 'not_submitted', reason: 'not_typed' };
    const submitted = await submitForm(step, {
      button: question.submit === undefined ? enterIn(step, field) : buttonAt(step, question.submit, frame),
      frame,
      typed: answer,
      isOnce: true,
      before: typed.before,
      findAnswer: stillAsked(step, 'question'),
      prompt: { kind: 'question', isThere: () => isTypableIn(frame) },
      typeAgain: async ({ isNewDocument, always }) => {
        if (isNewDocument) return (await typeToSend(step, field, answer)) !== null;
        return !typed.isInFields || (await typeLostText(step, field, answer, { always }));
      },
    });
    return await answerToPrompt(step, submitted);
  });
}

/** How long a field may take to get the focus. */
const pressMs = 1_000;

/** The key Enter in a field. */
function enterIn(
  { page, clock }: FormStep,
  { input, frame: path }: { input: string; frame: FramePath | undefined },
): Button {
  return {
    isUsable: async () => {
      const frame = await frameAt(page, path);
      return frame !== null && (await isUsable(frame, input));
    },
    press: async () => {
      const frame = await frameAt(page, path);
      if (!frame) return 'gone';
      try {
        const timeout = Math.min(pressMs, clock.actionMs());
        await visible(frame, input).first().press('Enter', { timeout, noWaitAfter: true });
      } catch (error) {
        // The field went away meanwhile.
        if (!isTimeoutError(error)) throw error;
      }
      return 'pressed';
    },
  };
}
