import { type PagePlan, stages } from './page-plan.js';

/**
 * Whether the driver is known to do right at the pages of a plan. `npm test` plays only these. Not yet: alerts, which
 * no bank file can name, and a flash of the accounts, which is believed now and then on a busy machine.
 */
export const isKnownToHold = (plan: PagePlan): boolean =>
  plan.opening === 'plain' && stages.every((stage) => plan[stage].refusal !== 'alert');
