import { errors, type Frame, type Locator, type Page } from 'playwright-core';
import type { FormStep } from './form-step.js';
import { visible } from './look-at-page.js';
import type { PageElement } from './page-marks.js';
import type { StepClock } from './step-clock.js';

/** How long a button may take to stand still. */
const standsStillMs = 1_000;

/** `covered`: something lies over it; where it can be pressed by a key, it was. */
export type Pressed = 'pressed' | 'covered';

/**
 * Presses a button once, and does not wait for what follows: a bank that hangs must not look like a click that failed.
 * A notice that covers it is closed first. One that never stands still, or that something else covers, is pressed by
 * its key.
 */
export async function pressButton(
  place: Page | Frame,
  selector: string,
  { clock, notices }: Pick<FormStep, 'clock' | 'notices'>,
): Promise<Pressed> {
  const button = visible(place, selector).first();
  let failure = await click(button, clock);
  while (failure && (await notices.dismissOne())) failure = await click(button, clock);
  if (!failure) return 'pressed';

  const isCovered = saysCovered.test(failure.message);
  await pressAnotherWay(button, isCovered, clock.actionMs()).catch(ignoreTimeout);
  return isCovered ? 'covered' : 'pressed';
}

async function pressAnotherWay(button: Locator, isCovered: boolean, timeout: number): Promise<void> {
  const hasKey = await button.evaluate(
    (element: PageElement) => element.matches('button, a[href], input, summary'),
    undefined,
    { timeout },
  );
  if (hasKey) await button.press('Enter', { timeout, noWaitAfter: true });
  else if (!isCovered) await button.click({ timeout, force: true, noWaitAfter: true });
}

/** The time of the step is over, or the button went away. */
function ignoreTimeout(error: unknown): void {
  if (!(error instanceof errors.TimeoutError)) throw error;
}

/** Playwright's words for a click that another element would get. */
const saysCovered = /intercepts pointer events/;

async function click(button: Locator, clock: StepClock): Promise<errors.TimeoutError | null> {
  try {
    await button.click({ timeout: Math.min(standsStillMs, clock.actionMs()), noWaitAfter: true });
    return null;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return error;
    throw error;
  }
}

/**
 * From now on, forms of this document are kept back that are only sent in an address because their script has not taken
 * over yet: those with a password, and, for a code, those that name no address of their own in a document with scripts.
 * Other listeners come first; one that handles the form by itself is not disturbed.
 */
export async function keepOutOfAddresses(page: Page, what: 'password' | 'code'): Promise<void> {
  await page.evaluate(`{
    const isBareForm = (form, button) =>
      !form.hasAttribute('action') && !button?.hasAttribute('formaction') && document.scripts.length > 0;
    const holdsPassword = (form) =>
      [...form.elements].some(({ type, value, name }) => type === 'password' && value && name);
    const keep = (event) => {
      const { target: form, submitter } = event;
      const method = submitter?.hasAttribute('formmethod') ? submitter.formMethod : form.method;
      if (event.defaultPrevented || method !== 'get') return;
      if (!holdsPassword(form) && !(document.keptBack.isCode && isBareForm(form, submitter))) return;
      event.preventDefault();
      document.keptBack.times += 1;
    };
    if (!document.keptBack) addEventListener('submit', keep);
    const value = { isCode: ${what === 'code'}, times: 0 };
    Object.defineProperty(document, 'keptBack', { value, configurable: true });
  }`);
}

/** How often this document has kept a form back. */
export async function timesKeptBack(page: Page): Promise<number> {
  return Number(await page.evaluate('document.keptBack?.times ?? 0'));
}
