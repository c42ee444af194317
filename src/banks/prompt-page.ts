import { awaitPage } from './await-page.js';
import type { BankAnswer } from './bank-driver.js';
import { askForCode } from './code-page.js';
import type { PageKind } from './file/page-schema.js';
import { type Candidate, type Look, visibleRuleOf } from './find-candidate.js';
import { answerOf, type FormStep, shownPage } from './form-step.js';
import type { Submitted } from './submit-form.js';

/** How long a script may take to draw what answers a prompt that is there already. */
const isDrawnWithinMs = 3_000;

/**
 * Waits until a prompt of this kind can be answered: null. Else the answer is the page that is there instead of it, or
 * that nothing was submitted, because the prompt does not offer this any more.
 */
export async function reachPrompt(
  step: FormStep,
  kind: PageKind,
  isUsable: () => Promise<boolean>,
): Promise<BankAnswer | null> {
  const beganMs = performance.now();
  const found = await awaitPage({
    ...step,
    find: (look) => shownPage(step, look, performance.now() - beganMs < isDrawnWithinMs ? [kind] : []),
    isReady: isUsable,
  });
  if (found.is === 'ready') return null;
  const isGone = found.is === 'nothing' || (found.is === 'found' && found.candidate.is === kind);
  if (isGone) return { is: 'not_submitted', reason: 'no_field' };
  return await askForCode(step, await answerOf(step, found));
}

/** The bank has answered, and the prompt is still there: it asks again, perhaps in the same words. */
export function stillAsked({ kinds, traffic }: FormStep, kind: PageKind) {
  return (look: Look, shown: Candidate | null): Candidate | null => {
    const heardMs = traffic.heardMs();
    const rule = visibleRuleOf(kinds, kind, look);
    if (shown !== null || heardMs === null || rule < 0) return shown;
    // Nothing was drawn: what counts is that the prompt is there after the answer.
    return { rule, is: kind, change: 'redrawn', drawnMs: heardMs };
  };
}

/** The bank's answer to what was submitted at a prompt. */
export async function answerToPrompt(
  step: FormStep,
  { found, notSubmitted }: Submitted,
): Promise<BankAnswer> {
  if (notSubmitted) return { is: 'not_submitted', reason: notSubmitted };
  return await askForCode(step, await answerOf(step, found));
}
