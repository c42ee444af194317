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
  fellSilent,
  holderAt,
  isTimeout,
  questionsAt,
  stepsAt,
} from './login-activities.js';
import {
  type AssistedLoginInput,
  type BankRules,
  browserReady,
  browserReadySchema,
  type HoldBrowserInput,
  taskQueues,
} from '../temporal/login-messages.js';

/** How a browser went, or why there was none. */
type BrowserEnd = HolderEnd | 'no_browser_free';

/**
 * A login goes on at another browser when the process it counted on turns out to be gone before it did anything.
 * Logins that were open before this was so, and had met such a process, replay as they went then.
 */
export const mayGoOnElsewhere = (): boolean => patched('go-on-elsewhere');

/** One browser of this login, from the wish for it to its end. */
export interface Hold {
  number: number;
  ref: BrowserRef | undefined;
  end: BrowserEnd | null;
  ended: Promise<BrowserEnd>;
  scope: CancellationScope;
}

/** A little more than a holder may wait for its slot; a wish that was not met by then is withdrawn. */
const freeBrowserWithin = '65s';

/** Whoever loses that many processes in a row has no bad luck, but a trouble that another one would not mend. */
export const mostProcesses = 3;

/** Browsers of one login, one after the other: asked for, held by some process, adopted, given up, given back. */
export function createBrowserHold(input: AssistedLoginInput) {
  let hold: Hold | null = null;
  let rules: BankRules | undefined;
  let holdNumber = 0;

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

  return {
    open,
    abandon,
    release,
    isHeld,
    answersThatItHolds,
    /** The browser that was asked for last, and how it went. */
    get current(): Hold | null {
      return hold;
    },
    get rules(): BankRules | undefined {
      return rules;
    },
  };
}

export type WhyNoBrowser = Exclude<Extract<StepAnswer, { is: 'not_taken' }>['why'], 'not_held'>;

function whyNoBrowser(end: BrowserEnd | null): WhyNoBrowser {
  if (end === 'no_browser_free') return 'no_browser_free';
  return end === 'unreachable' ? 'bank_unavailable' : 'session_lost';
}

const ifTemporalFailure = (error: unknown): void => {
  if (!(error instanceof TemporalFailure)) throw error;
};
