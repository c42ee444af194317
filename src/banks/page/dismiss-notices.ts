import type { Page } from 'playwright-core';
import { isTimeoutError } from '../../browser/is-timeout-error.js';
import { visible } from './visible-elements.js';
import type { ObserveStep } from './observe-step.js';
import { wasNavigating } from './was-navigating.js';
import type { PageTraffic } from './page-traffic.js';
import type { StepClock } from './step-clock.js';

/** How often each notice is dismissed in one step: one that stays is no notice. */
const mostTimes = 3;
/** A notice that another one covers is not worth a longer wait: the other is dismissed meanwhile. */
const clickMs = 1_000;

interface Dismissal {
  page: Page;
  /** Selectors of what closes a notice. */
  dismiss: readonly string[];
  traffic: PageTraffic;
  clock: StepClock;
  observe?: ObserveStep | undefined;
}

/** Closes what covers a bank's page: notices about cookies, news, or a session that is open elsewhere. */
export function createNotices({ page, dismiss, traffic, clock, observe }: Dismissal) {
  const times = new Map<string, number>();
  let dismissedMs: number | null = null;

  async function tryToDismiss(selector: string): Promise<boolean> {
    const button = visible(page, selector).first();
    if ((times.get(selector) ?? 0) >= mostTimes || (await button.count()) === 0) return false;
    times.set(selector, (times.get(selector) ?? 0) + 1);
    const timeout = Math.min(clickMs, clock.actionMs());
    dismissedMs = performance.now();
    try {
      await button.click({ timeout, noWaitAfter: true });
      observe?.({ is: 'dismissed', selector });
      return true;
    } catch (error) {
      if (isTimeoutError(error)) return false;
      throw error;
    }
  }

  return {
    /** Presses the first one that is visible and can be pressed. False when there is none. */
    async dismissOne(): Promise<boolean> {
      // What a notice asked the bank is no part of what was sent.
      if (dismissedMs !== null) traffic.disregardSince(dismissedMs);
      dismissedMs = null;
      try {
        for (const selector of dismiss) if (await tryToDismiss(selector)) return true;
      } catch (error) {
        if (!wasNavigating(error)) throw error;
      }
      return false;
    },
  };
}

export type Notices = ReturnType<typeof createNotices>;
