import { CancellationScope, condition, patched, TemporalFailure } from '@temporalio/workflow';
import type { HolderEnd } from '../activities/holder-end.js';
import type { StepAnswer } from '../assistance/step-answer.js';
import type { AssistedLoginInput, HoldBrowserInput } from '../temporal/login-messages.js';
import {
  type BrowserRef,
  fellSilent,
  holderAt,
  isTimeout,
  questionsAt,
  quietHolderAt,
  stepsAt,
  wasNeverTakenUp,
  writesFewEvents,
} from './login-activities.js';

/** How a hold ended, or that no worker had a browser free. */
export type HoldEnd = HolderEnd | 'no_browser_free';

/** What a browser starts with: nothing, or the checkpoint of a code page or of a logged-in session. */
export type OpenedFrom = Exclude<HoldBrowserInput['from'], 'adopt'>;

/** A little more than `holdBrowser` may wait for a worker (its scheduleToStartTimeout). */
const freeBrowserWithin = '65s';

/**
 * Whether this login continues in another browser when the process it counted on turns out to be gone before it did
 * anything. Logins that met such a process before this patch replay as they went then.
 */
export const mayGoOnElsewhere = (): boolean => patched('go-on-elsewhere');

/**
 * One browser of a login, from asking for it to its end. It is held by some process, or adopted there by another
 * activity when Temporal gave up the first.
 */
export class BrowserHold {
  /** Undefined until the process that holds the browser has reported it. */
  ref: BrowserRef | undefined;
  /** Its process saw that the page is gone that waited for a code, a choice or an answer. */
  isPageGone = false;
  /** Null while the browser is asked for or held. */
  end: HoldEnd | null = null;
  /** Resolves with `end`. Never rejects, but for bugs. */
  readonly ended: Promise<HoldEnd>;
  readonly #scope = new CancellationScope();
  /** The end of the quiet hold that has taken over, if there is one. */
  #quietEnd: Promise<HoldEnd> | undefined;

  /** Asks for a browser. `number` counts the holds of this login, from 1. */
  constructor(
    private readonly login: AssistedLoginInput,
    readonly number: number,
    { from, queue }: { from: OpenedFrom; queue: string },
  ) {
    this.ended = this.#hold(from, queue).then((end) => (this.end ??= end));
  }

  get isHeld(): boolean {
    return this.end === null && this.ref !== undefined;
  }

  /** Waits until the browser is ready (null), has ended, or is no longer wanted. */
  async untilReady(isUnwanted: () => boolean): Promise<HoldEnd | null> {
    const isDecided = () => this.ref !== undefined || this.end !== null || isUnwanted();
    // The holder fails by itself where no browser is free in time.
    const inTime = writesFewEvents()
      ? await condition(isDecided).then(() => true)
      : await condition(isDecided, freeBrowserWithin, { summary: 'Time for a worker with a free browser' });
    if (!inTime || (this.ref === undefined && this.end === null)) {
      this.#scope.cancel();
      await this.ended;
      this.end = 'no_browser_free';
    }
    return this.end;
  }

  /** The answer of a step that was taken in this browser, or `session_lost` as soon as the browser is lost. */
  answerOf(step: Promise<StepAnswer>): Promise<StepAnswer> {
    const answered = untilAnswered(step);
    // A browser that was released had no step in progress: the answer exists, and may arrive after the end.
    const lost = this.ended.then((end) => (end === 'released' ? answered : sessionLost));
    return Promise.race([answered, lost]);
  }

  /** Asks the process whether it still holds the browser; false when it does not answer. */
  async isStillThere(ref: BrowserRef): Promise<boolean> {
    try {
      return await questionsAt(ref).isHeld(this.login);
    } catch (error) {
      if (error instanceof TemporalFailure) return false;
      throw error;
    }
  }

  /** The session only stays open from now on: another activity of the same process takes over, with rare heartbeats. */
  keepQuietly(): void {
    if (this.isHeld && this.ref) this.#quietEnd ??= this.#adopt(this.ref, { isQuiet: true });
  }

  /** Gives this browser up without waiting for its process, which may be dead. */
  abandon(): void {
    this.end ??= 'lost';
    this.#scope.cancel();
  }

  /** Closes the browser, unless its process does so by itself, and waits until its hold has ended. */
  async release({ isLetGo }: { isLetGo: boolean }): Promise<void> {
    if (this.end !== null) return;
    if (this.ref && !isLetGo)
      await stepsAt(this.ref, 'Closes the browser').releaseBrowser(this.login).catch(ignoreTemporalFailure);
    // The holder notices that its browser was closed and ends; one that cannot be reached is cancelled.
    if (!(await condition(() => this.end !== null, '3s', { summary: 'Time for the browser to close' })))
      this.#scope.cancel();
    await this.ended;
  }

  async #hold(from: OpenedFrom, queue: string): Promise<HoldEnd> {
    try {
      const end = await this.#holdAt(queue, from);
      return end === 'relieved' && this.#quietEnd ? await this.#quietEnd : end;
    } catch (error) {
      if (!(error instanceof TemporalFailure)) throw error;
      if (this.#quietEnd) return await this.#quietEnd;
      if (!this.ref) return fellSilent(error) && mayGoOnElsewhere() ? 'lost' : 'no_browser_free';
      // Temporal gave the holder up, perhaps because Temporal was away: the process may hold the browser still.
      if (!isTimeout(error) || !(await this.isStillThere(this.ref))) return 'lost';
      return this.#adopt(this.ref);
    }
  }

  async #adopt(ref: BrowserRef, { isQuiet = false } = {}): Promise<HoldEnd> {
    for (;;) {
      try {
        if (isQuiet) return await this.#holdQuietlyAt(ref.queue);
        const end = await this.#holdAt(ref.queue, 'adopt');
        return end === 'relieved' && this.#quietEnd ? await this.#quietEnd : end;
      } catch (error) {
        if (!(error instanceof TemporalFailure)) throw error;
        if (!isQuiet && this.#quietEnd) return await this.#quietEnd;
        if (!isTimeout(error) || !(await this.isStillThere(ref))) return 'lost';
      }
    }
  }

  #holdAt(queue: string, from: HoldBrowserInput['from']): Promise<HolderEnd> {
    const input = { ...this.login, holdNumber: this.number, from };
    return this.#scope.run(() => holderAt(queue).holdBrowser(input));
  }

  #holdQuietlyAt(queue: string): Promise<HolderEnd> {
    const input = { ...this.login, holdNumber: this.number, from: 'adopt' as const, isQuiet: true };
    return this.#scope.run(() => quietHolderAt(queue).holdBrowser(input));
  }
}

const sessionLost: StepAnswer = { is: 'session_lost' };

/** A step that no process took up was not begun; a step that never answered may have been. */
async function untilAnswered(step: Promise<StepAnswer>): Promise<StepAnswer> {
  try {
    return await step;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return wasNeverTakenUp(error) && mayGoOnElsewhere() ? { is: 'not_taken', why: 'not_held' } : sessionLost;
  }
}

const ignoreTemporalFailure = (error: unknown): void => {
  if (!(error instanceof TemporalFailure)) throw error;
};
