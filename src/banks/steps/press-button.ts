import type { ElementHandle, Frame, Page } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import type { FormStep } from './form-step.js';
import { awaitPressOf } from './press-guard.js';
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
 * its key. Nothing is pressed when the button goes away meanwhile, whatever takes its place, nor, with `isGuarded`, in a
 * document that was not guarded (`guardPresses`).
 */
export async function pressButton(
  place: Page | Frame,
  selector: string,
  { clock, notices, observe }: Pick<FormStep, 'clock' | 'notices' | 'observe'>,
  isGuarded = false,
): Promise<Pressed> {
  let button: ElementHandle | undefined;
  let isKeyOnItsWay = false;
  try {
    [button] = await visible(place, selector).elementHandles();
    if (!button || (isGuarded && !(await button.evaluate(awaitPressOf)))) return 'gone';
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
