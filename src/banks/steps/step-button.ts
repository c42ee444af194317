import type { Frame } from 'playwright-core';
import type { FormStep } from './form-step.js';
import { frameAt } from '../page/frame-at.js';
import { isUsable } from '../page/visible-elements.js';
import { pressButton } from './press-button.js';
import type { Button } from './submit-form.js';
import type { PressStep } from './step-target.js';

/** What a step of the kinds `click` and `press` presses. */
export function buttonOf(step: FormStep, one: PressStep): Button {
  if ('click' in one) return buttonAt(step, one.click, one.frame);
  return {
    isUsable: () => Promise.resolve(true),
    press: async () => {
      await step.page.keyboard.press(one.press);
      return 'pressed';
    },
  };
}

/** A button of the page, or of one of its frames. */
export function buttonAt(
  step: Pick<FormStep, 'page' | 'clock' | 'notices' | 'observe'>,
  selector: string,
  path?: readonly string[],
): Button {
  const inFrame = async <T>(act: (frame: Frame) => Promise<T>): Promise<T | undefined> => {
    const frame = await frameAt(step.page, path);
    return frame ? await act(frame) : undefined;
  };
  return {
    isUsable: async () => (await inFrame((frame) => isUsable(frame, selector))) ?? false,
    press: async (isGuarded) =>
      (await inFrame((frame) => pressButton(frame, selector, step, isGuarded))) ?? 'gone',
  };
}
