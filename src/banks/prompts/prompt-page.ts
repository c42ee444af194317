import { awaitPage } from '../page/await-page.js';
import type { BankAnswer } from '../bank-driver.js';
import { askForCode } from './code-page.js';
import type { FramePath } from '../file/file-values.js';
import type { PageKind } from '../file/page-schema.js';
import { type Candidate, type Look, visibleRuleOf } from '../page/find-candidate.js';
import { answerOf, type FormStep, shownPage } from '../steps/form-step.js';
import { markWhatIsVisible } from '../page/look-at-page.js';
import type { Submitted } from '../steps/submit-form.js';
import { mostReloads, wasNavigating } from '../page/was-navigating.js';

/** How long a script may take to draw what answers a prompt that is there already. */
const isDrawnWithinMs = 3_000;

type Reached = { is: 'reached'; frame: FramePath | undefined } | { is: 'answered'; answer: BankAnswer };

/**
 * Waits until a prompt of this kind can be answered, in the frame that its entry of `pages` names. Else the answer is the
 * page that is there instead of it, or that nothing was submitted, because the prompt does not offer this any more.
 */
export async function reachPrompt(
  step: FormStep,
  kind: PageKind,
  isUsable: (frame: FramePath | undefined) => Promise<boolean>,
): Promise<Reached> {
  const beganMs = performance.now();
  let frame: FramePath | undefined;
  const found = await awaitPage({
    ...step,
    find: (look) => shownPage(step, look, performance.now() - beganMs < isDrawnWithinMs ? [kind] : []),
    isReady: (look) => {
      frame = frameOfPrompt(step, kind, look);
      return isUsable(frame);
    },
  });
  if (found.is === 'ready') return { is: 'reached', frame };
  const isGone = found.is === 'nothing' || (found.is === 'found' && found.candidate.is === kind);
  if (isGone) return { is: 'answered', answer: { is: 'not_submitted', reason: 'no_field' } };
  return { is: 'answered', answer: await askForCode(step, await answerOf(step, found)) };
}

type Started =
  { is: 'started'; frame: FramePath | undefined; before: Look } | Extract<Reached, { is: 'answered' }>;

/**
 * Reaches a prompt, and begins the step's action there: `before` is what was visible before it. `prepare` is what comes
 * before the press; false when the page does not take it. All of it is done again on a page that loads itself anew
 * meanwhile.
 */
export async function startAtPrompt(
  step: FormStep,
  {
    kind,
    isUsable,
    prepare = () => Promise.resolve(true),
  }: {
    kind: PageKind;
    isUsable: (frame: FramePath | undefined) => Promise<boolean>;
    prepare?: (frame: FramePath | undefined) => Promise<boolean>;
  },
): Promise<Started> {
  const { page, bank, traffic } = step;
  for (let reloads = 0; ; reloads += 1) {
    const prompt = await reachPrompt(step, kind, isUsable);
    if (prompt.is === 'answered') return prompt;
    const { frame } = prompt;
    try {
      const before = await markWhatIsVisible(page, bank);
      traffic.startAction();
      if (await prepare(frame)) return { is: 'started', frame, before };
      return { is: 'answered', answer: { is: 'not_submitted', reason: 'not_typed' } };
    } catch (error) {
      if (!wasNavigating(error) || traffic.hasSubmitted() || reloads === mostReloads) throw error;
    }
  }
}

/** The frame of the entry that shows the prompt; of the first entry of its kind while none does. */
function frameOfPrompt(
  { bank: { pages }, kinds }: FormStep,
  kind: PageKind,
  look: Look,
): FramePath | undefined {
  const rule = visibleRuleOf(kinds, kind, look);
  return pages[rule < 0 ? kinds.indexOf(kind) : rule]?.frame;
}

/**
 * The bank has answered, and the prompt is still there: it asks again, perhaps in the same words. An error beside it is
 * about this answer, since no code was typed.
 */
export function stillAsked({ kinds, traffic }: FormStep, kind: PageKind) {
  return (look: Look, shown: Candidate | null): Candidate | null => {
    const heardMs = traffic.heardMs();
    const rule = visibleRuleOf(kinds, kind, look);
    if (rule >= 0 && shown?.is === 'code_rejected') return { ...shown, rule, is: kind };
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
