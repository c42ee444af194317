import { followTab } from '../../browser/followed-tab.js';
import { createNotices } from '../page/dismiss-notices.js';
import type { FormStep } from './form-step.js';
import { clockOf } from '../page/page-clock.js';
import { trafficOf } from '../page/page-traffic.js';
import { buttonOf } from './step-button.js';
import type { PressStep } from './step-target.js';

/** A script that opens the tab may start late: how long one press has for it, and how often it is pressed. */
const opensWithinMs = 5_000;
const mostPresses = 3;

/** Presses what opens a tab, and goes on there: `step` is of the new tab then. False when none opens. */
export async function openTab(step: FormStep, one: PressStep): Promise<boolean> {
  const button = buttonOf(step, one);
  for (let presses = 0; presses < mostPresses; presses += 1) {
    const withinMs = Math.min(opensWithinMs, step.clock.actionMs());
    const tab = await followTab(step.page, withinMs, async () => {
      await button.press();
    });
    if (!tab) continue;
    step.traffic.endStep();
    step.page = tab;
    step.traffic = trafficOf(tab);
    await clockOf(tab).measure();
    step.traffic.startStep();
    step.traffic.startAction();
    step.notices = createNotices({ ...step, dismiss: step.bank.dismiss });
    return true;
  }
  return false;
}
