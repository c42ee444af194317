import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { BrowserError } from '../../browser/browser-error.js';
import { followedTab } from '../../browser/followed-tab.js';
import { withTimeout } from '../../browser/with-timeout.js';
import type { PromptPresence } from '../bank-driver.js';
import type { FormPage } from '../steps/form-step.js';
import { isVisibleIn } from '../page/visible-elements.js';
import { wasNavigating } from '../page/was-navigating.js';

/** A page that draws its form again is without its fields for a moment. */
const absentForMs = 1_500;
const lookForMs = 5_000;
const pauseMs = 100;

/** What a prompt is answered with, and where. */
interface Target {
  selector: string;
  frame: readonly string[] | undefined;
}

/** Whether a field for the code is on the page, seen without touching the page. Answers within five seconds. */
export async function codePagePresence({ page, bank: { otp } }: FormPage): Promise<PromptPresence> {
  if (!otp) throw new BrowserError('unexpected', 'codePagePresence');
  return await presenceOf(page, [{ selector: otp.input, frame: otp.frame }]);
}

/** The same for an option of a choice, or for the field of a question. */
export async function promptPresence(
  { page, bank: { choice, question, pages } }: FormPage,
  kind: 'choice_required' | 'question',
): Promise<PromptPresence> {
  const targets =
    kind === 'question' ? [question?.input] : (choice?.options ?? []).map(({ select }) => select);
  const selectors = targets.filter((selector) => selector !== undefined);
  if (selectors.length === 0) throw new BrowserError('unexpected', 'promptPresence');
  const frames = pages.flatMap(({ is, frame }) => (is === kind ? [frame] : []));
  return await presenceOf(
    page,
    frames.flatMap((frame) => selectors.map((selector) => ({ selector, frame }))),
  );
}

/** Whether one of these is visible. */
async function presenceOf(opened: Page, targets: readonly Target[]): Promise<PromptPresence> {
  const page = followedTab(opened);
  const endsMs = performance.now() + lookForMs;
  let absentSinceMs: number | null = null;

  for (;;) {
    const nowMs = performance.now();
    const sight = await withTimeout(
      endsMs - nowMs,
      async () => await look(),
      () => null,
    );
    if (sight === 'there') return 'there';
    absentSinceMs = sight === 'absent' ? (absentSinceMs ?? nowMs) : null;
    if (absentSinceMs !== null && nowMs - absentSinceMs >= absentForMs) return 'gone';
    if (performance.now() >= endsMs) return 'unclear';
    await sleep(pauseMs);
  }

  /** Null while there is no document to look at. */
  async function look(): Promise<'there' | 'absent' | null> {
    try {
      for (const { selector, frame } of targets) if (await isVisibleIn(page, selector, frame)) return 'there';
      return (await page.evaluate('document.readyState')) === 'loading' ? null : 'absent';
    } catch (error) {
      if (wasNavigating(error)) return null;
      throw error;
    }
  }
}
