import { errors, type Page } from 'playwright-core';
import { visible } from './look-at-page.js';
import type { PageElement } from './page-marks.js';
import type { StepClock } from './step-clock.js';

/** How long a button may take to stand still. */
const standsStillMs = 1_000;

/**
 * Presses a button once, and does not wait for what follows: a bank that hangs must not look like a click that failed.
 * One that never stands still, or has something drawn over it, is pressed by its key.
 */
export async function pressButton(page: Page, selector: string, clock: StepClock): Promise<void> {
  const button = visible(page, selector).first();
  try {
    await button.click({ timeout: Math.min(standsStillMs, clock.actionMs()), noWaitAfter: true });
  } catch (error) {
    if (!(error instanceof errors.TimeoutError)) throw error;
    const timeout = clock.actionMs();
    const hasKey = await button.evaluate(
      (element: PageElement) => element.matches('button, a[href], input, summary'),
      undefined,
      { timeout },
    );
    if (hasKey) await button.press('Enter', { timeout, noWaitAfter: true });
    else await button.click({ timeout, force: true, noWaitAfter: true });
  }
}

/**
 * From now on no form of this document that holds a password is sent in an address: that is a form whose script has
 * not taken over yet. Other listeners come first; one that handles the form by itself is not disturbed.
 */
export async function keepPasswordsOutOfAddresses(page: Page): Promise<void> {
  await page.evaluate(`{
    const keep = (event) => {
      const form = event.target;
      const method = event.submitter?.hasAttribute('formmethod') ? event.submitter.formMethod : form.method;
      const holdsPassword = [...form.elements].some(({ type, value, name }) => type === 'password' && value && name);
      if (!event.defaultPrevented && method === 'get' && holdsPassword) event.preventDefault();
    };
    if (!document.keepsPasswords) addEventListener('submit', keep);
    Object.defineProperty(document, 'keepsPasswords', { value: true, configurable: true });
  }`);
}
