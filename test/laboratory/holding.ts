import { type PagePlan, stages } from './page-plan.js';

/**
 * Whether the driver is known to do right at the pages of a plan. `npm test` plays only these. Not yet: alerts, which
 * no bank file can name; a flash of the accounts, which is believed now and then on a busy machine; and a toast on a
 * page that had shown the accounts already.
 */
export const isKnownToHold = (plan: PagePlan): boolean =>
  plan.opening === 'plain' &&
  stages.every((stage) => {
    const { redraw, refusal } = plan[stage];
    return refusal !== 'alert' && !(redraw === 'optimistic' && refusal === 'toast');
  });
