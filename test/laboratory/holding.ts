import { type PagePlan, type StagePlan, stages } from './page-plan.js';

const asks: StagePlan['ask'][] = ['form', 'fetch', 'replace', 'xhr'];
const redraws: StagePlan['redraw'][] = ['after', 'busy', 'ticking'];
const refusals: StagePlan['refusal'][] = ['document', 'inline', 'redrawn', 'text'];
const typings: StagePlan['typing'][] = ['plain', 'boxes', 'grouped', 'enabledLate'];

/** Whether the driver is known to do right at the pages of a plan. `npm test` plays only these. */
export const isKnownToHold = (plan: PagePlan): boolean =>
  plan.opening === 'plain' &&
  stages.every((stage) => {
    const { ask, redraw, refusal, typing } = plan[stage];
    return (
      asks.includes(ask) && redraws.includes(redraw) && refusals.includes(refusal) && typings.includes(typing)
    );
  });
