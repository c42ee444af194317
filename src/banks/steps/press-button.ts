import type { ElementHandle, Frame, Page } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import type { FormStep } from './form-step.js';
import { visible } from '../page/visible-elements.js';
import { wasNavigating } from '../page/was-navigating.js';
import type { PageElement } from '../page/page-marks.js';
import type { StepClock } from '../page/step-clock.js';

/** How long a button may take to stand still. */
const standsStillMs = 1_000;

/**
 * `covered`: something lies over it; where it can be pressed by a key, it was. `gone`: it went away before it was
 * pressed.
 */
export type Pressed = 'pressed' | 'covered' | 'gone';

/**
 * Presses a button once, and does not wait for what follows: a bank that hangs must not look like a click that failed.
 * A notice that covers it is closed first. One that never stands still, or that something else covers, is pressed by
 * its key. Nothing is pressed when the button goes away meanwhile, whatever takes its place.
 */
export async function pressButton(
  place: Page | Frame,
  selector: string,
  { clock, notices, observe }: Pick<FormStep, 'clock' | 'notices' | 'observe'>,
): Promise<Pressed> {
  let button: ElementHandle | undefined;
  let isKeyOnItsWay = false;
  try {
    [button] = await visible(place, selector).elementHandles();
    if (!button) return 'gone';
    let failure = await click(button, clock);
    while (failure && (await notices.dismissOne())) failure = await click(button, clock);
    if (!failure) return 'pressed';

    const isCovered = saysCovered.test(failure.message);
    if (isCovered) {
      const element = coveringTag.exec(failure.message)?.[1] ?? null;
      observe?.({ is: 'covered', selector, element });
    }
    const hasKey = await button.evaluate((element: PageElement) =>
      element.matches('button, a[href], input, summary'),
    );
    isKeyOnItsWay = true;
    const timeout = clock.actionMs();
    if (hasKey) await button.press('Enter', { timeout, noWaitAfter: true });
    else if (!isCovered) await button.click({ timeout, force: true, noWaitAfter: true });
    return isCovered ? 'covered' : 'pressed';
  } catch (error) {
    const isSent = isKeyOnItsWay || (error instanceof Error && saysClicked.test(error.message));
    if (isGone(error)) return isSent ? 'pressed' : 'gone';
    if (isTimeoutError(error)) return 'pressed';
    throw error;
  } finally {
    // A page that went on to another document has taken it along.
    button?.dispose().catch(() => undefined);
  }
}

/** Playwright's words for a click that another element would get. */
const saysCovered = /intercepts pointer events/;
/** The opening tag of that element. */
const coveringTag = /(<[^>]*>).*intercepts pointer events/;
/** For one that was sent: on a busy machine the time can be over after that, and a second press would send twice. */
const saysClicked = /performing click action/;

async function click(button: ElementHandle, clock: StepClock): Promise<Error | null> {
  try {
    await button.click({ timeout: Math.min(standsStillMs, clock.actionMs()), noWaitAfter: true });
    return null;
  } catch (error) {
    if (!isTimeoutError(error)) throw error;
    return saysClicked.test(error.message) ? null : error;
  }
}

function isGone(error: unknown): boolean {
  return (
    wasNavigating(error) ||
    (error instanceof Error && /not attached|JSHandle is disposed/.test(error.message))
  );
}

/**
 * From now on, this document keeps back what would be sent too early:
 * - forms that are only sent in an address because their script has not taken over yet: those with a password, and, for a
 *   code, those that name no address of their own in a document with scripts. Other listeners come first; one that
 *   handles the form by itself is not disturbed;
 * - presses after a field that was typed into has been drawn anew, empty, even in the moment before the press.
 *
 * Returns which document that is, as a look knows it (`DocumentSeen`).
 */
export async function guardPresses(form: Frame, what: 'password' | 'code'): Promise<number> {
  const document = await form.evaluate(`(() => {
    const isBareForm = (form, button) =>
      !form.hasAttribute('action') && !button?.hasAttribute('formaction') && document.scripts.length > 0;
    const holdsPassword = (form) =>
      [...form.elements].some(({ type, value, name }) => type === 'password' && value && name);
    const keepForm = (event) => {
      const { target: form, submitter } = event;
      const method = submitter?.hasAttribute('formmethod') ? submitter.formMethod : form.method;
      if (event.defaultPrevented || method !== 'get') return;
      if (!holdsPassword(form) && !(document.keptBack.isCode && isBareForm(form, submitter))) return;
      event.preventDefault();
      document.keptBack.times += 1;
    };

    const standsEmptyFor = (typed) => (field) => field.value === '' && field.getClientRects().length > 0 &&
      field.type === typed.type && field.id === typed.id && field.name === typed.name;
    const isDrawnAnew = (typed) =>
      !typed.isConnected && [...document.querySelectorAll(typed.localName)].some(standsEmptyFor(typed));
    const isByKey = ({ type, detail, isTrusted }) => type === 'click' && detail === 0 && isTrusted;
    let isHeld = false;
    const keepPress = (event) => {
      if (event.type === 'pointerdown' || isByKey(event)) {
        isHeld = (document.typedInto ?? []).some(isDrawnAnew);
        if (isHeld) {
          document.keptBack.times += 1;
          document.typedInto = [];
        }
      }
      if (!isHeld || !event.isTrusted) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    };

    if (!document.keptBack) {
      addEventListener('submit', keepForm);
      for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click'])
        addEventListener(type, keepPress, true);
    }
    const value = { isCode: ${what === 'code'}, times: 0 };
    Object.defineProperty(document, 'keptBack', { value, configurable: true });
    return performance.timeOrigin;
  })()`);
  return Number(document);
}

/** How often this document has kept something back. */
export async function timesKeptBack(form: Frame): Promise<number> {
  return Number(await form.evaluate('document.keptBack?.times ?? 0'));
}
