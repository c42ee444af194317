import { setTimeout as sleep } from 'node:timers/promises';
import { BrowserError } from '../browser/browser-error.js';
import { followedTab } from '../browser/followed-tab.js';
import { withTimeout } from '../browser/with-timeout.js';
import type { CodePagePresence } from './bank-driver.js';
import type { FormPage } from './form-step.js';
import { isVisibleIn } from './look-at-page.js';
import { wasNavigating } from './was-navigating.js';

/** A page that draws its form again is without a code field for a moment. */
const absentForMs = 1_500;
const lookForMs = 5_000;
const pauseMs = 100;

/** Whether a field for the code is on the page, seen without touching the page. Answers within five seconds. */
export async function codePagePresence({ page: opened, bank: { otp } }: FormPage): Promise<CodePagePresence> {
  if (!otp) throw new BrowserError('unexpected', 'codePagePresence');
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
    if (sight === 'field') return 'there';
    absentSinceMs = sight === 'no field' ? (absentSinceMs ?? nowMs) : null;
    if (absentSinceMs !== null && nowMs - absentSinceMs >= absentForMs) return 'gone';
    if (performance.now() >= endsMs) return 'unclear';
    await sleep(pauseMs);
  }

  /** Null while there is no document to look at. */
  async function look(): Promise<'field' | 'no field' | null> {
    if (!otp) return null;
    try {
      if (await isVisibleIn(page, otp.input, otp.frame)) return 'field';
      return (await page.evaluate('document.readyState')) === 'loading' ? null : 'no field';
    } catch (error) {
      if (wasNavigating(error)) return null;
      throw error;
    }
  }
}
