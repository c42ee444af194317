import { ActivityFailure, condition, isCancellation, patched, sleep } from '@temporalio/workflow';
import { isPrompt, type StepAnswer } from '../assistance/step-answer.js';
import { type AssistedLoginInput, type BankRules, taskQueues } from '../temporal/login-messages.js';
import { BrowserHold, type HoldEnd, mayGoOnElsewhere, type OpenedFrom } from './browser-hold.js';
import { handleBrowserSignals } from './browser-signals.js';
import { approvalWatchAt, type BrowserRef, reports, stepsAt, writesFewEvents } from './login-activities.js';

type Steps = ReturnType<typeof stepsAt>;

/** Is shown what happens to the browser, for people. Issues no commands. */
interface BrowserWatcher {
  heldBy: (process: { worker: string; host: string } | null) => void;
  stepAnswered: (summary: string, answer: StepAnswer) => void;
}

/** Losing this many processes in a row is not bad luck: another process would not help. */
const maxProcesses = 3;
/**
 * A session waits for a worker for about 15 minutes, and 60 s more with each attempt that no worker took up. Attempts and
 * not time are counted, because no time is lost while no worker runs.
 */
const maxSessionAttempts = 20;
const longestPauseSeconds = 60;
/** Between two watches of a page, the first of which failed for an unforeseen reason. */
const pauseBeforeWatchingAgain = '2s';

/**
 * The browser of one login as its workflow sees it: takes steps, is released while a code is waited for, and is
 * opened again elsewhere from a checkpoint. Behind it is one `BrowserHold` after another. Create it in a
 * non-cancellable scope: a stop must not close the browser while a step is in progress.
 */
export function createLoginBrowser(input: AssistedLoginInput, watcher: BrowserWatcher) {
  let hold: BrowserHold | null = null;
  let holdCount = 0;
  let rules: BankRules | undefined;
  let hasCheckpoint = false;
  let mustHold = false;

  handleBrowserSignals({
    currentHold: () => hold,
    onReady: (at, ready) => {
      at.ref = ready;
      rules = ready.rules;
      showHolder(at, ready);
    },
  });

  function showHolder(
    at: BrowserHold,
    { worker = '?', host = '?' }: { worker?: string | undefined; host?: string | undefined },
  ): void {
    watcher.heldBy({ worker, host });
    void at.ended.then(() => {
      if (hold === at) watcher.heldBy(null);
    });
  }

  /**
   * Asks for a browser until one is ready (null), none can be had, or it is no longer wanted. Nothing was done at the
   * bank when a process dies before that, so that another process may be asked.
   */
  async function open(
    from: OpenedFrom,
    isUnwanted: () => boolean = () => false,
    queue: string = from === 'fresh' ? taskQueues.browsers : taskQueues.resumedBrowsers,
  ): Promise<WhyNoBrowser | null> {
    for (let attempt = 1; ; attempt += 1) {
      hold = new BrowserHold(input, ++holdCount, { from, queue });
      const end = await hold.untilReady(isUnwanted);
      if (end !== 'lost' || attempt === maxProcesses || isUnwanted() || !mayGoOnElsewhere())
        return hold.isHeld ? null : whyNoBrowser(end);
    }
  }

  async function answerIn(at: BrowserHold, step: Promise<StepAnswer>): Promise<StepAnswer> {
    const answer = await at.answerOf(step);
    if (answer.is === 'code_required' || answer.is === 'code_rejected') {
      hasCheckpoint = answer.canResume;
      mustHold = answer.mustHold ?? false;
    } else if (isPrompt(answer)) hasCheckpoint = false; // Checkpoints are of code pages only.
    return answer;
  }

  const isHeld = (): boolean => hold?.isHeld ?? false;

  return {
    /** Opens the first browser. Why there is none, or null. */
    open: (isUnwanted: () => boolean) => open('fresh', isUnwanted),

    /** The rules of the bank. Throws before the first browser was ready. */
    get rules(): BankRules {
      if (!rules) throw new Error('the rules of a bank are known once its browser was ready');
      return rules;
    },

    /** The browser is gone, even if another one could continue in its place. */
    get isGone(): boolean {
      return !isHeld();
    },

    /** The browser is gone, and no other one can continue in its place. */
    get isLost(): boolean {
      return !isHeld() && !hasCheckpoint;
    },

    /** The page of the browser may have nothing to answer it with any more, as its process or a step saw it. */
    get isPageGone(): boolean {
      return hold !== null && hold.isHeld && hold.isPageGone;
    },

    /** A step found nothing on the page to answer it with. */
    doubtPage(): void {
      if (hold) hold.isPageGone = true;
    },

    get wasLoggedOut(): boolean {
      return hold?.end === 'logged_out';
    },

    /**
     * Takes a step, in a browser that is opened again for it when there is none, or when its process turns out to be
     * gone before it began the step. `name` is the step's (src/temporal/step-names.ts), `summary` what Temporal's UI
     * shows.
     */
    async take(
      { name, summary }: { name: string; summary: string },
      step: (steps: Steps, isReopened: { justReopened: boolean }) => Promise<StepAnswer>,
    ): Promise<StepAnswer> {
      for (let attempt = 1; ; attempt += 1) {
        const justReopened = !isHeld();
        if (justReopened) {
          if (!hasCheckpoint) return notTaken('session_lost');
          const why = await open('checkpoint');
          if (why) return notTaken(why);
        }
        const at = hold;
        const ref = at?.ref;
        if (!at || !ref) return notTaken('session_lost');
        let answer = await answerIn(at, step(stepsAt(ref, summary), { justReopened }));
        watcher.stepAnswered(summary, answer);
        // A process lets go of the browser of a one-shot session with its answer.
        const mayBeAnswered = isHeld() || (at.end === 'released' && writesFewEvents());
        if (answer.is === 'session_lost' && mayBeAnswered && mayGoOnElsewhere())
          answer = await missedAnswer(at, ref, name);
        const isUnbegun =
          answer.is === 'session_lost' && patched('take-unbegun-steps-again') && !(await wasBegun(name));
        if (!isUnbegun && !isNotHeld(answer)) return answer;
        if (attempt === maxProcesses) return notTaken('session_lost');
        if (hasCheckpoint) at.abandon();
        else if (!isHeld() || !(await at.isStillThere(ref))) return notTaken('session_lost');
      }
    },

    /**
     * What became of a step whose answer was lost with its process: looked up at the bank's page, in the browser that
     * still lives or in one that is opened from the last checkpoint. The step itself is not taken again.
     */
    async lookAgain(look: (steps: Steps) => Promise<StepAnswer>): Promise<StepAnswer> {
      const lookIn = (at: BrowserHold | null): Promise<StepAnswer> =>
        at?.ref
          ? answerIn(at, look(stepsAt(at.ref, 'Checks what became of the code')))
          : Promise.resolve(sessionLost);
      if (hold?.isHeld) {
        const seen = await lookIn(hold);
        const isGone = seen.is === 'session_lost' || isNotHeld(seen);
        if (!isGone || !hasCheckpoint || !mayGoOnElsewhere()) return seen;
        hold.abandon();
      }
      if (!hasCheckpoint || (await open('checkpoint'))) return sessionLost;
      return lookIn(hold);
    },

    /** Where the bank is after `isPageGone` of a code page; `code_rejected` when it asks for a code again. */
    checkCodePage: () =>
      checkPage((ref) => stepsAt(ref, 'Checks what became of the code page').checkCodePage(input)),

    /** Where the bank is after `isPageGone` of another page; a prompt when it asks again, or for something else. */
    checkPrompt: (awaited: 'choice_required' | 'question') =>
      checkPage((ref) =>
        stepsAt(ref, "Checks what became of the bank's page").checkPrompt({ ...input, awaited }),
      ),

    /**
     * Watches the page until it no longer waits for an approval, shows another number than `compare` (unless that is
     * undefined), or the caller's scope is cancelled: then `approval_required` is the answer of a last look. Touches
     * nothing, so that it is begun again when its answer was lost and the browser was not.
     */
    async watchForApproval(compare: string | null | undefined): Promise<StepAnswer> {
      for (;;) {
        const at = hold;
        const ref = at?.ref;
        if (!at?.isHeld || !ref) return sessionLost;
        const { awaitApproval } = approvalWatchAt(ref, input.otpWaitSeconds);
        const answer = await answerIn(
          at,
          awaitApproval({ ...input, ...(compare !== undefined && { compare }) }),
        ).catch(lostUnlessCancelled);
        const isMissed = answer.is === 'session_lost' || isNotHeld(answer);
        if (!isMissed || !isHeld()) return answer;
        if (!(await at.isStillThere(ref))) return sessionLost;
        await sleep(pauseBeforeWatchingAgain, { summary: 'Pause before the page is watched again' });
      }
    },

    /** After a lost answer: whether a code can still be typed, in another browser if possible, else in this one. */
    async goesOn(): Promise<boolean> {
      if (hasCheckpoint) hold?.abandon();
      const ref = hold?.ref;
      return (
        hasCheckpoint || (hold !== null && ref !== undefined && isHeld() && (await hold.isStillThere(ref)))
      );
    },

    /**
     * Releases the browser while a code is waited for, where the bank's page can be opened again. In newer logins its
     * process does so, when another login needs it.
     */
    async rest(): Promise<void> {
      if (writesFewEvents()) return;
      if (hasCheckpoint && !mustHold && rules?.releaseWhileWaiting) await hold?.release({ isLetGo: false });
    },

    /** The session only stays open from now on, and no step is taken in it. */
    keepQuietly(): void {
      if (patched('quiet-sessions')) hold?.keepQuietly();
    },

    /**
     * Continues a logged-in session, whose browser is gone, in another one. False when that cannot be done or is not
     * wanted, or when the bank has logged the session out. No login is begun.
     */
    async continueSession(isUnwanted: () => boolean): Promise<boolean> {
      if (!rules?.sessionMovable || !patched('move-sessions')) return false;
      let queue: string = taskQueues.browsers;
      for (let attempt = 1; hold?.end !== 'logged_out' && !isUnwanted(); attempt += 1) {
        const why = await open('session', isUnwanted, queue);
        if (!why) return true;
        if (why === 'session_lost' || attempt === maxSessionAttempts) return false;
        // Browsers that are reserved for codes are taken only where no other one was free for a minute.
        if (why === 'no_browser_free') queue = taskQueues.resumedBrowsers;
        const pause = Math.min(2 ** attempt, longestPauseSeconds) * 1_000;
        await condition(isUnwanted, pause, { summary: 'Pause before a browser for the session' });
      }
      return false;
    },

    /** Closes the browser. `isLetGo`: its process does so by itself, because a one-shot session needs it no longer. */
    async release({ isLetGo }: { isLetGo: boolean }): Promise<void> {
      await hold?.release({ isLetGo });
    },
  };

  async function checkPage(check: (ref: BrowserRef) => Promise<StepAnswer>): Promise<StepAnswer> {
    const at = hold;
    if (!at?.ref) return sessionLost;
    at.isPageGone = false;
    return answerIn(at, check(at.ref));
  }

  /** Asks a process that lives for the answer that Temporal did not receive. */
  async function missedAnswer(at: BrowserHold, ref: BrowserRef, name: string): Promise<StepAnswer> {
    const found = await answerIn(
      at,
      stepsAt(ref, 'Asks what the bank answered').tellAnswer({ loginId: input.loginId, name }),
    );
    return isNotHeld(found) ? sessionLost : found;
  }

  /** A step that has no claim in the database has not touched the bank, wherever it was sent. */
  async function wasBegun(name: string): Promise<boolean> {
    return reports.wasStepBegun({ loginId: input.loginId, name });
  }
}

export type LoginBrowser = ReturnType<typeof createLoginBrowser>;

const sessionLost: StepAnswer = { is: 'session_lost' };

function lostUnlessCancelled(error: unknown): StepAnswer {
  if (error instanceof ActivityFailure && !isCancellation(error)) return sessionLost;
  throw error;
}

type WhyNoBrowser = Exclude<Extract<StepAnswer, { is: 'not_taken' }>['why'], 'not_held'>;

const notTaken = (why: WhyNoBrowser): StepAnswer => ({ is: 'not_taken', why });

const isNotHeld = (answer: StepAnswer): boolean => answer.is === 'not_taken' && answer.why === 'not_held';

function whyNoBrowser(end: HoldEnd | null): WhyNoBrowser {
  if (end === 'no_browser_free') return 'no_browser_free';
  if (end === 'missing_program') return 'no_browser_program';
  return end === 'unreachable' ? 'bank_unavailable' : 'session_lost';
}
