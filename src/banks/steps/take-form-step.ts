import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame, Locator } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import type { Step } from '../file/step-schema.js';
import { fillAsked } from './fill-asked.js';
import type { FormStep } from './form-step.js';
import { frameAt } from '../page/frame-at.js';
import { visible } from '../page/visible-elements.js';
import type { PageElement } from '../page/page-marks.js';
import { pressKeys } from './press-keys.js';
import { readFields } from '../typing/read-field.js';
import { isReadyFor } from './step-target.js';
import { fillText, typeText } from '../typing/type-text.js';
import { mostReloads, wasNavigating } from '../page/was-navigating.js';

/** How long one attempt at a box or a select may take: a covered box is set all the same after it. */
const attemptMs = 2_000;
const pauseMs = 50;

interface Select extends PageElement {
  readonly value?: unknown;
  readonly selectedOptions?: ArrayLike<{ label: string }>;
}

interface Typing {
  /** Types with real keys, also what the field holds already. */
  always?: boolean;
  /** Whether the page has sent by itself what is typed. */
  isSent?: () => boolean;
}

const isBackAfterMs = 5_000;

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
  for (let reloads = 0; ; reloads += 1) {
    try {
      const frame = await frameAt(step.page, one.frame);
      return frame !== null && (await take(step, one, frame, text, how));
    } catch (error) {
      // It went away meanwhile: some pages draw their form before they know that they remember the browser.
      if (isTimeoutError(error)) return false;
      if (!wasNavigating(error)) throw error;
      if (how.isSent?.()) return true;
      if (reloads === mostReloads || !(await isBack(step, one))) return false;
    }
  }
}

/** Whether a page that went on to another document has what the step needs in that one too. */
async function isBack(step: FormStep, one: Step): Promise<boolean> {
  const nowMs = performance.now();
  const endsMs = nowMs + Math.min(isBackAfterMs, step.clock.actionMs());
  while (performance.now() < endsMs) {
    const isReady = await isReadyFor(step, one, nowMs).catch((error: unknown) => {
      if (wasNavigating(error)) return false;
      throw error;
    });
    if (isReady) return true;
    await sleep(pauseMs);
  }
  return false;
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
    const field = visible(frame, one.select).first();
    // Some pages load themselves anew at each choice.
    if (!(await isSelected(field, option))) await field.selectOption(option, { timeout: clock.actionMs() });
    return true;
  }
  if ('keypad' in one) {
    const { keypad: keys, by, pictures } = one;
    return await pressKeys(step, frame, { keys, by, pictures }, text);
  }
  if ('asked' in one) return await fillAsked(step, frame, one, text);
  return 'wait' in one;
}

async function isSelected(field: Locator, option: string): Promise<boolean> {
  return await field.evaluateAll(
    ([first]: Select[], option) =>
      first !== undefined && (first.value === option || first.selectedOptions?.[0]?.label === option),
    option,
  );
}

async function setChecked(box: Locator, checked: boolean): Promise<boolean> {
  try {
    await box.setChecked(checked, { timeout: attemptMs, noWaitAfter: true });
  } catch (error) {
    if (!isTimeoutError(error)) throw error;
    // Its label, or a drawing of it, lies over the box.
    await box.setChecked(checked, { timeout: attemptMs, force: true, noWaitAfter: true });
  }
  return (await box.isChecked({ timeout: attemptMs })) === checked;
}
