import {
  CancellationScope,
  condition,
  log,
  patched,
  setHandler,
  TemporalFailure,
} from '@temporalio/workflow';
import type { HolderEnd } from '../activities/browser-holder.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import {
  type BrowserRef,
  holderAt,
  fellSilent,
  isTimeout,
  questionsAt,
  stepsAt,
  wasNeverTakenUp,
} from './login-activities.js';
import {
  type AssistedLoginInput,
  type BankRules,
  browserReady,
  browserReadySchema,
  type HoldBrowserInput,
  taskQueues,
} from './messages.js';

/** How a browser went, or why there was none. */
type BrowserEnd = HolderEnd | 'no_browser_free';

/**
 * A login goes on at another browser when the process it counted on turns out to be gone before it did anything.
 * Logins that were open before this was so, and had met such a process, replay as they went then.
 */
const mayGoOnElsewhere = (): boolean => patched('go-on-elsewhere');

/** One browser of this login, from the wish for it to its end. */
interface Hold {
  number: number;
  ref: BrowserRef | undefined;
  end: BrowserEnd | null;
  ended: Promise<BrowserEnd>;
  scope: CancellationScope;
}

type Steps = ReturnType<typeof stepsAt>;

/** A little more than a holder may wait for its slot; a wish that was not met by then is withdrawn. */
const freeBrowserWithin = '65s';

/** Whoever loses that many processes in a row has no bad luck, but a trouble that another one would not mend. */
const mostProcesses = 3;

/**
 * The browser of one login, as its workflow sees it: asked for, held by some process, given back while a code is
 * waited for, opened again elsewhere from a checkpoint. Make it where a stop does not reach: a stop must not
 * close the browser under a step.
 */
export function createLoginBrowser(input: AssistedLoginInput) {
  let hold: Hold | null = null;
  let rules: BankRules | undefined;
  let holdNumber = 0;
  let hasCheckpoint = false;

  setHandler(
    browserReady,
    (message) => {
      const ready = browserReadySchema.safeParse(message);
      if (!ready.success) log.warn('ignored a browserReady signal of the wrong shape');
      else if (hold?.number === ready.data.holdNumber) {
        hold.ref = ready.data;
        rules = ready.data.rules;
      }
    },
    { description: 'From the worker that holds the browser. Not for people.' },
  );

  const isHeld = (): boolean => hold !== null && hold.end === null && hold.ref !== undefined;

  /**
   * Asks for a browser and waits until it is ready (null), is not to be had, or `givenUp` says so. Nothing has
   * been done at the bank when a process dies before that, so that another may be asked.
   */
  async function open(
    from: 'fresh' | 'checkpoint',
    givenUp: () => boolean = () => false,
  ): Promise<WhyNoBrowser | null> {
    for (let asked = 1; ; asked += 1) {
      const end = await openOnce(from, givenUp);
      if (end !== 'lost' || asked === mostProcesses || givenUp() || !mayGoOnElsewhere())
        return isHeld() ? null : whyNoBrowser(end);
    }
  }

  async function openOnce(from: 'fresh' | 'checkpoint', givenUp: () => boolean): Promise<BrowserEnd | null> {
    const wish = startHold(from);
    hold = wish;
    const isDecided = () => wish.ref !== undefined || wish.end !== null || givenUp();
    const inTime = await condition(isDecided, freeBrowserWithin);
    if (!inTime || (wish.ref === undefined && wish.end === null)) {
      wish.scope.cancel();
      await wish.ended;
      wish.end = 'no_browser_free';
    }
    return wish.end;
  }

  function startHold(from: 'fresh' | 'checkpoint'): Hold {
    const number = ++holdNumber;
    const scope = new CancellationScope();
    const wish: Hold = { number, ref: undefined, end: null, scope, ended: Promise.resolve('lost') };
    wish.ended = keepHolding(wish, from).then((end) => (wish.end ??= end));
    return wish;
  }

  async function keepHolding(wish: Hold, from: HoldBrowserInput['from']): Promise<BrowserEnd> {
    const queue = from === 'fresh' ? taskQueues.browsers : taskQueues.resumedBrowsers;
    const holder = { ...input, holdNumber: wish.number };
    try {
      return await wish.scope.run(() => holderAt(queue).holdBrowser({ ...holder, from }));
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      if (!wish.ref) return fellSilent(error) && mayGoOnElsewhere() ? 'lost' : 'no_browser_free';
      // Temporal gave the holder up, perhaps because it was away itself: the process may hold the browser still.
      if (!isTimeout(error) || !(await answersThatItHolds(wish.ref))) return 'lost';
      return adopt(wish, wish.ref);
    }
  }

  async function adopt(wish: Hold, ref: BrowserRef): Promise<BrowserEnd> {
    for (;;) {
      try {
        const holder = { ...input, holdNumber: wish.number, from: 'adopt' as const };
        return await wish.scope.run(() => holderAt(ref.queue).holdBrowser(holder));
      } catch (error) {
        if (!(error instanceof TemporalFailure)) throw error;
        if (!isTimeout(error) || !(await answersThatItHolds(ref))) return 'lost';
      }
    }
  }

  async function answersThatItHolds(ref: BrowserRef): Promise<boolean> {
    try {
      return await questionsAt(ref).isHeld(input);
    } catch (error) {
      if (error instanceof TemporalFailure) return false;
      throw error;
    }
  }

  /** The answer of a step, or `session_lost` as soon as the browser is known to be gone. */
  async function answerOf(step: Promise<StepAnswer>): Promise<StepAnswer> {
    const answered = untilAnswered(step);
    // One that was given back had no step under way: the answer is there, and may be told after the end.
    const lost = hold?.ended.then((end) => (end === 'released' ? answered : sessionLost));
    const answer = await Promise.race([answered, ...(lost ? [lost] : [])]);
    if (answer.is === 'code_required' || answer.is === 'code_rejected') hasCheckpoint = answer.canResume;
    return answer;
  }

  return {
    open: (givenUp: () => boolean) => open('fresh', givenUp),

    get rules(): BankRules {
      if (!rules) throw new Error('the rules of a bank are known once its browser was ready');
      return rules;
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
      return hold?.end === 'logged_out';
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
          const why = await open('checkpoint');
          if (why) return notTaken(why);
        }
        const ref = hold?.ref;
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
      if (hold && isHeld()) {
        const seen = await lookIn(hold);
        const isGone = seen.is === 'session_lost' || isNotHeld(seen);
        if (!isGone || !hasCheckpoint || !mayGoOnElsewhere()) return seen;
        abandon();
      }
      if (!hasCheckpoint || (await open('checkpoint'))) return sessionLost;
      return hold ? lookIn(hold) : sessionLost;
    },

    /** After a lost answer: whether a code can still be typed, in another browser if there can be one, else in this. */
    async goesOn(): Promise<boolean> {
      if (hasCheckpoint) abandon();
      return hasCheckpoint || (hold?.ref !== undefined && isHeld() && (await answersThatItHolds(hold.ref)));
    },

    /** Gives the browser back while a code is waited for, where the bank's page can be opened again. */
    async rest(): Promise<void> {
      if (hasCheckpoint && rules?.releaseWhileWaiting) await release();
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

  /** Counts on this browser no more, without waiting for a process that may be dead. */
  function abandon(): void {
    if (!hold) return;
    hold.end ??= 'lost';
    hold.scope.cancel();
  }

  async function release(): Promise<void> {
    const released = hold;
    if (!released || released.end !== null) return;
    if (released.ref)
      await stepsAt(released.ref, 'Closes the browser').releaseBrowser(input).catch(ifTemporalFailure);
    // The holder sees its browser closed and ends; one that cannot be reached is cancelled.
    if (!(await condition(() => released.end !== null, '3s'))) released.scope.cancel();
    await released.ended;
  }
}

export type LoginBrowser = ReturnType<typeof createLoginBrowser>;

type WhyNoBrowser = Exclude<Extract<StepAnswer, { is: 'not_taken' }>['why'], 'not_held'>;

function whyNoBrowser(end: BrowserEnd | null): WhyNoBrowser {
  if (end === 'no_browser_free') return 'no_browser_free';
  return end === 'unreachable' ? 'bank_unavailable' : 'session_lost';
}

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

const ifTemporalFailure = (error: unknown): void => {
  if (!(error instanceof TemporalFailure)) throw error;
};
