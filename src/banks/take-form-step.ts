import { errors, type Frame, type Locator } from 'playwright-core';
import type { Step } from './file/step-schema.js';
import { fillAsked } from './fill-asked.js';
import type { FormStep } from './form-step.js';
import { frameAt } from './frame-at.js';
import { visible } from './look-at-page.js';
import { pressKeys } from './press-keys.js';
import { readFields } from './read-field.js';
import { fillText, typeText } from './type-text.js';

/** How long one attempt at a box or a select may take: a covered box is set all the same after it. */
const attemptMs = 2_000;

interface Typing {
  /** Types with real keys, also what the field holds already. */
  always?: boolean;
  /** Whether the page has sent by itself what is typed. */
  isSent?: () => boolean;
}

/** Types, sets or selects what a step says. False when the page does not take it. */
export async function takeFormStep(
  step: FormStep,
  one: Step,
  text: string,
  how: Typing = {},
): Promise<boolean> {
  // Keys that were pressed cannot be taken back.
  const isRepeatable = !('keypad' in one || ('asked' in one && one.keys !== undefined));
  let isTaken = await tryFormStep(step, one, text, how);
  // While a modal notice is open, the rest of its page takes nothing.
  while (!isTaken && isRepeatable && (await step.notices.dismissOne()))
    isTaken = await tryFormStep(step, one, text, how);
  return isTaken;
}

async function tryFormStep(step: FormStep, one: Step, text: string, how: Typing): Promise<boolean> {
  try {
    const frame = await frameAt(step.page, one.frame);
    return frame !== null && (await take(step, one, frame, text, how));
  } catch (error) {
    // It went away meanwhile: some pages draw their form before they know that they remember the browser.
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}

async function take(
  step: FormStep,
  one: Step,
  frame: Frame,
  text: string,
  { always = false, isSent }: Typing,
): Promise<boolean> {
  const { page, clock } = step;
  if ('press' in one) {
    await page.keyboard.press(one.press);
    return true;
  }
  if ('fill' in one || 'type' in one) {
    const field = visible(frame, 'fill' in one ? one.fill : one.type).first();
    const [held] = await readFields(field);
    if (!always && held === text) return true;
    return await (always || 'type' in one ? typeText : fillText)(field, text, clock, isSent);
  }
  if ('check' in one) return await setChecked(visible(frame, one.check).first(), true);
  if ('uncheck' in one) return await setChecked(visible(frame, one.uncheck).first(), false);
  if ('select' in one) {
    const option = one.option ?? text;
    await visible(frame, one.select).first().selectOption(option, { timeout: clock.actionMs() });
    return true;
  }
  if ('keypad' in one) {
    const { keypad: keys, by, pictures } = one;
    return await pressKeys(step, frame, { keys, by, pictures }, text);
  }
  if ('asked' in one) return await fillAsked(step, frame, one, text);
  return 'wait' in one;
}

async function setChecked(box: Locator, checked: boolean): Promise<boolean> {
  try {
    await box.setChecked(checked, { timeout: attemptMs, noWaitAfter: true });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    // Its label, or a drawing of it, lies over the box.
    await box.setChecked(checked, { timeout: attemptMs, force: true, noWaitAfter: true });
  }
  return (await box.isChecked({ timeout: attemptMs })) === checked;
}
