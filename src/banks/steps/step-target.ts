import type { Step } from '../file/step-schema.js';
import { frameAt } from '../page/frame-at.js';
import type { FormStep } from './form-step.js';
import { isTypable, isUsable, visible } from '../page/visible-elements.js';

export type PressStep = Extract<Step, { click: string } | { press: string }>;

/** The step, if the page may answer it: what is new since the last press counts. Else null. */
export function asPress(step: Step): PressStep | null {
  if ('click' in step) return step;
  // Other keys move the focus, close a menu or move a selection; they send nothing.
  return 'press' in step && /(^|\+)(Enter|Space)$/.test(step.press) ? step : null;
}

/** Whether the step can be taken now. `sinceMs`: since when it is waited for, of `performance.now()`. */
export async function isReadyFor({ page }: FormStep, step: Step, sinceMs: number): Promise<boolean> {
  if ('press' in step) return true;
  const frame = await frameAt(page, step.frame);
  if (!frame) return false;
  if ('fill' in step) return await isTypable(frame, step.fill, sinceMs);
  if ('type' in step) return await isTypable(frame, step.type, sinceMs);
  // A button that is disabled may need help: see submit-form.ts.
  if ('click' in step) return (await visible(frame, step.click).count()) > 0;
  if ('wait' in step) return (await visible(frame, step.wait).count()) > 0;
  if ('keypad' in step) return (await visible(frame, step.keypad).count()) > 0;
  if ('asked' in step) return (await visible(frame, step.asked).count()) > 0;
  return await isUsable(frame, 'check' in step ? step.check : 'uncheck' in step ? step.uncheck : step.select);
}
