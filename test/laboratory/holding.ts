import { type PagePlan, stages } from './page-plan.js';

/**
 * Whether the driver is known to do right at the pages of a plan. `npm test` plays only these. Not yet: alerts, which
 * no bank file can name; a flash of the accounts, which is believed now and then on a busy machine; a toast on a
 * page that had shown the accounts already; and a code page whose script takes over its form late (seed 93: the form
 * that the browser sent itself was taken for a second prompt).
 */
export const isKnownToHold = (plan: PagePlan): boolean =>
  plan.opening === 'plain' &&
  plan.code.typing !== 'lateScript' &&
  stages.every((stage) => {
    const { redraw, refusal } = plan[stage];
    return refusal !== 'alert' && !(redraw === 'optimistic' && refusal === 'toast');
  });
