import { BrowserError } from '../browser/browser-error.js';
import type { BankAnswer } from './bank-driver.js';
import { type FormPage, type FormStep, takeStep } from './form-step.js';
import { markWhatIsVisible } from './look-at-page.js';
import { answerToPrompt, reachPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from './step-button.js';
import { type Button, submitForm } from './submit-form.js';

/** A page that loads itself again may take the button along just before it is pressed. */
const mostTries = 3;

/** Asks for a code instead of the approval, once, and waits for the bank's answer. */
export async function askForCodeInstead(at: FormPage): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const instead = step.bank.approval?.instead;
    if (instead === undefined) throw new BrowserError('unexpected', 'askForCodeInstead');
    const button = buttonAt(step, instead);
    for (let tries = 1; ; tries += 1) {
      const { answer, wasPressed } = await tryToAsk(step, button);
      if (answer.is !== 'approval_required' || wasPressed || tries === mostTries) return answer;
    }
  });
}

async function tryToAsk(
  step: FormStep,
  button: Button,
): Promise<{ answer: BankAnswer; wasPressed: boolean }> {
  const { page, bank, traffic } = step;
  let wasPressed = false;
  const other = await reachPrompt(step, 'approval_required', () => button.isUsable());
  if (other) return { answer: other, wasPressed };

  const before = await markWhatIsVisible(page, bank);
  traffic.startAction();
  const submitted = await submitForm(step, {
    button: {
      ...button,
      press: async () => {
        const pressed = await button.press();
        wasPressed ||= pressed !== 'gone';
        return pressed;
      },
    },
    frame: undefined,
    typed: '',
    isOnce: true,
    before,
    findAnswer: stillAsked(step, 'approval_required'),
    typeAgain: () => Promise.resolve(),
  });
  return { answer: await answerToPrompt(step, submitted), wasPressed };
}
