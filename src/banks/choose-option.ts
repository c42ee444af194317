import type { Page } from 'playwright-core';
import { BrowserError } from '../browser/browser-error.js';
import type { BankAnswer } from './bank-driver.js';
import { type FormPage, type FormStep, takeStep } from './form-step.js';
import { markWhatIsVisible, visible } from './look-at-page.js';
import type { PageElement } from './page-marks.js';
import { pressButton } from './press-button.js';
import { answerToPrompt, reachPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from './step-button.js';
import { type Button, submitForm } from './submit-form.js';
import { takeFormStep } from './take-form-step.js';

/** Selects an option of the choice page, sends it, once, and waits for the bank's answer. */
export async function choose(at: FormPage, optionId: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { page, bank, traffic } = step;
    if (!bank.choice) throw new BrowserError('unexpected', 'choose');
    const { options, submit } = bank.choice;
    const option = options.find(({ id }) => id === optionId);
    // The bank's file was changed meanwhile.
    if (!option) return { is: 'not_submitted', reason: 'no_field' };
    const own = buttonAt(step, option.select);
    const other = await reachPrompt(step, 'choice_required', () => own.isUsable());
    if (other) return other;

    const before = await markWhatIsVisible(page, bank);
    traffic.startAction();
    if (submit !== undefined && !(await select(step, option.select)))
      return { is: 'not_submitted', reason: 'not_typed' };
    const sending: Button = { isUsable: () => own.isUsable(), press: () => press(step, option.select) };
    const submitted = await submitForm(step, {
      button: submit === undefined ? sending : buttonAt(step, submit),
      frame: undefined,
      typed: '',
      isOnce: true,
      before,
      findAnswer: stillAsked(step, 'choice_required'),
      typeAgain: async () => submit !== undefined && (await select(step, option.select)),
    });
    return await answerToPrompt(step, submitted);
  });
}

/** Selects an option that another button sends. False when the page does not take it. */
async function select(step: FormStep, selector: string): Promise<boolean> {
  switch (await kindOf(step.page, selector)) {
    case 'selected':
    case 'gone':
      return true;
    case 'box':
      return await takeFormStep(step, { check: selector }, '');
    case 'button':
      await pressButton(step.page, selector, step);
      return true;
  }
}

/** Presses an option that is sent by that. */
async function press(step: FormStep, selector: string): ReturnType<Button['press']> {
  if ((await kindOf(step.page, selector)) !== 'box') return await pressButton(step.page, selector, step);
  await takeFormStep(step, { check: selector }, '');
  return 'pressed';
}

/** What an option is: a radio button or a box that is not set, something to press, or one that is selected already. */
async function kindOf(page: Page, selector: string): Promise<'box' | 'button' | 'selected' | 'gone'> {
  return await visible(page, selector).evaluateAll(([option]: PageElement[]) => {
    if (!option) return 'gone';
    const states = '[aria-checked="true"], [aria-selected="true"], [aria-pressed="true"]';
    if (option.matches(`:checked, ${states}`)) return 'selected';
    const boxes = 'input[type="radio"], input[type="checkbox"], [role="radio"], [role="checkbox"]';
    return option.matches(boxes) ? 'box' : 'button';
  });
}
