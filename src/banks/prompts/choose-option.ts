import type { Page } from 'playwright-core';
import { BrowserError } from '../../browser/browser-error.js';
import type { BankAnswer } from '../bank-driver.js';
import type { FramePath } from '../file/file-values.js';
import { type FormPage, type FormStep, takeStep } from '../steps/form-step.js';
import { frameAt } from '../page/frame-at.js';
import { visible } from '../page/visible-elements.js';
import type { PageElement } from '../page/page-marks.js';
import type { Pressed } from '../steps/press-button.js';
import { answerToPrompt, startAtPrompt, stillAsked } from './prompt-page.js';
import { buttonAt } from '../steps/step-button.js';
import { submitForm } from '../steps/submit-form.js';
import { takeFormStep } from '../steps/take-form-step.js';

/** Selects an option of the choice page, sends it, once, and waits for the bank's answer. */
export async function choose(at: FormPage, optionId: string): Promise<BankAnswer> {
  return await takeStep(at, async (step) => {
    const { bank } = step;
    if (!bank.choice) throw new BrowserError('unexpected', 'choose');
    const { options, submit } = bank.choice;
    const option = options.find(({ id }) => id === optionId);
    // The bank's file was changed meanwhile.
    if (!option) return { is: 'not_submitted', reason: 'no_field' };
    const at: Place = { selector: option.select, frame: undefined };
    const started = await startAtPrompt(step, {
      kind: 'choice_required',
      isUsable: (frame) => buttonAt(step, option.select, frame).isUsable(),
      prepare: async (frame) => {
        at.frame = frame;
        return submit === undefined || (await select(step, at));
      },
    });
    if (started.is === 'answered') return started.answer;
    const { before } = started;
    const own = buttonAt(step, at.selector, at.frame);
    const submitted = await submitForm(step, {
      button:
        submit === undefined
          ? { isUsable: () => own.isUsable(), press: (isGuarded) => press(step, at, isGuarded) }
          : buttonAt(step, submit, at.frame),
      frame: at.frame,
      typed: '',
      isOnce: true,
      before,
      findAnswer: stillAsked(step, 'choice_required'),
      prompt: { kind: 'choice_required', isThere: () => own.isUsable() },
      typeAgain: async () => submit === undefined || (await select(step, at)),
    });
    return await answerToPrompt(step, submitted);
  });
}

interface Place {
  selector: string;
  frame: FramePath | undefined;
}

/** Selects an option that another button sends. False when the page does not take it. */
async function select(step: FormStep, at: Place): Promise<boolean> {
  switch (await kindOf(step.page, at)) {
    case 'selected':
    case 'gone':
      return true;
    case 'box':
      return await check(step, at);
    case 'button':
      await buttonAt(step, at.selector, at.frame).press();
      return true;
  }
}

/** Presses an option that is sent by that. */
async function press(step: FormStep, at: Place, isGuarded?: boolean): Promise<Pressed> {
  if ((await kindOf(step.page, at)) !== 'box')
    return await buttonAt(step, at.selector, at.frame).press(isGuarded);
  await check(step, at);
  return 'pressed';
}

const check = async (step: FormStep, { selector, frame }: Place): Promise<boolean> =>
  takeFormStep(step, { check: selector, frame }, '');

/** What an option is: a radio button or a box that is not set, something to press, or one that is selected already. */
async function kindOf(
  page: Page,
  { selector, frame: path }: Place,
): Promise<'box' | 'button' | 'selected' | 'gone'> {
  const frame = await frameAt(page, path);
  if (!frame) return 'gone';
  return await visible(frame, selector).evaluateAll(([option]: PageElement[]) => {
    if (!option) return 'gone';
    const states = '[aria-checked="true"], [aria-selected="true"], [aria-pressed="true"]';
    if (option.matches(`:checked, ${states}`)) return 'selected';
    const boxes = 'input[type="radio"], input[type="checkbox"], [role="radio"], [role="checkbox"]';
    return option.matches(boxes) ? 'box' : 'button';
  });
}
