import type { StepAnswer } from '../assistance/step-answer.js';
import {
  createBrowserHold,
  type Hold,
  mayGoOnElsewhere,
  mostProcesses,
  type WhyNoBrowser,
} from './browser-hold.js';
import { type BrowserRef, isTimeout, stepsAt, wasNeverTakenUp } from './login-activities.js';
import type { AssistedLoginInput, BankRules } from '../temporal/login-messages.js';

type Steps = ReturnType<typeof stepsAt>;

/**
 * The browser of one login, as its workflow sees it: steps are taken in it, it is given back while a code is waited
 * for, and opened again elsewhere from a checkpoint. Make it where a stop does not reach: a stop must not close the
 * browser under a step.
 */
export function createLoginBrowser(input: AssistedLoginInput) {
  const browser = createBrowserHold(input);
  const { isHeld, abandon, release, answersThatItHolds } = browser;
  let hasCheckpoint = false;

  /** The answer of a step, or `session_lost` as soon as the browser is known to be gone. */
  async function answerOf(step: Promise<StepAnswer>): Promise<StepAnswer> {
    const answered = untilAnswered(step);
    // One that was given back had no step under way: the answer is there, and may be told after the end.
    const lost = browser.current?.ended.then((end) => (end === 'released' ? answered : sessionLost));
    const answer = await Promise.race([answered, ...(lost ? [lost] : [])]);
    if (answer.is === 'code_required' || answer.is === 'code_rejected') hasCheckpoint = answer.canResume;
    return answer;
  }

  return {
    open: (givenUp: () => boolean) => browser.open('fresh', givenUp),

    get rules(): BankRules {
      if (!browser.rules) throw new Error('the rules of a bank are known once its browser was ready');
      return browser.rules;
    },

    /** The browser is gone, whether or not another could go on in its place. */
    get isGone(): boolean {
      return !isHeld();
    },

    /** The browser is gone and cannot be had again. */
    get isLost(): boolean {
      return !isHeld() && !hasCheckpoint;
    },

    get wasLoggedOut(): boolean {
      return browser.current?.end === 'logged_out';
    },

    /**
     * Takes a step, in a browser that is opened again for it when there is none, or when its process turns out to
     * be gone before it has begun the step.
     */
    async take(
      { name, summary }: { name: string; summary: string },
      step: (steps: Steps, isReopened: { justReopened: boolean }) => Promise<StepAnswer>,
    ): Promise<StepAnswer> {
      for (let asked = 1; ; asked += 1) {
        const justReopened = !isHeld();
        if (justReopened) {
          if (!hasCheckpoint) return notTaken('session_lost');
          const why = await browser.open('checkpoint');
          if (why) return notTaken(why);
        }
        const ref = browser.current?.ref;
        if (!ref) return notTaken('session_lost');
        const answer = await answerOf(step(stepsAt(ref, summary), { justReopened }));
        if (answer.is === 'session_lost' && isHeld() && mayGoOnElsewhere()) return missedAnswer(ref, name);
        if (!isNotHeld(answer)) return answer;
        if (asked === mostProcesses) return notTaken('session_lost');
        if (hasCheckpoint) abandon();
        else if (!isHeld() || !(await answersThatItHolds(ref))) return notTaken('session_lost');
      }
    },

    /**
     * What became of a step whose answer was lost with its process: looked up at the bank, in the browser that
     * still lives or in one that is opened from the checkpoint of before. The step itself is not taken again.
     */
    async lookAgain(look: (steps: Steps) => Promise<StepAnswer>): Promise<StepAnswer> {
      const lookIn = ({ ref }: Hold): Promise<StepAnswer> =>
        ref ? answerOf(look(stepsAt(ref, 'Looks what became of the code'))) : Promise.resolve(sessionLost);
      if (browser.current && isHeld()) {
        const seen = await lookIn(browser.current);
        const isGone = seen.is === 'session_lost' || isNotHeld(seen);
        if (!isGone || !hasCheckpoint || !mayGoOnElsewhere()) return seen;
        abandon();
      }
      if (!hasCheckpoint || (await browser.open('checkpoint'))) return sessionLost;
      return browser.current ? lookIn(browser.current) : sessionLost;
    },

    /** After a lost answer: whether a code can still be typed, in another browser if there can be one, else in this. */
    async goesOn(): Promise<boolean> {
      if (hasCheckpoint) abandon();
      const ref = browser.current?.ref;
      return hasCheckpoint || (ref !== undefined && isHeld() && (await answersThatItHolds(ref)));
    },

    /** Gives the browser back while a code is waited for, where the bank's page can be opened again. */
    async rest(): Promise<void> {
      if (hasCheckpoint && browser.rules?.releaseWhileWaiting) await release();
    },

    release,
  };

  /** The process lives, but Temporal was away when it told the answer. */
  async function missedAnswer(ref: BrowserRef, name: string): Promise<StepAnswer> {
    const told = await answerOf(
      stepsAt(ref, 'Asks what the bank answered').tellAnswer({ loginId: input.loginId, name }),
    );
    return isNotHeld(told) ? sessionLost : told;
  }
}

export type LoginBrowser = ReturnType<typeof createLoginBrowser>;

const sessionLost: StepAnswer = { is: 'session_lost' };

const notTaken = (why: WhyNoBrowser): StepAnswer => ({ is: 'not_taken', why });

const isNotHeld = (answer: StepAnswer): boolean => answer.is === 'not_taken' && answer.why === 'not_held';

/** A step that no process took up was not begun; one that never answered may have been. */
async function untilAnswered(step: Promise<StepAnswer>): Promise<StepAnswer> {
  try {
    return await step;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return wasNeverTakenUp(error) && mayGoOnElsewhere() ? { is: 'not_taken', why: 'not_held' } : sessionLost;
  }
}
