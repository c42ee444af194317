import { BrowserError } from '../../browser/browser-error.js';
import type { BankFile } from '../file/bank-file.js';

/** The login page, one in between, the answer: a step may pass at least so many, each with its time. */
const fewestPages = 3;

/** Reading and typing beside the waits, in seconds. */
const slackSeconds = 15;

export const stepSecondsFor = (bank: PagesPassed): number =>
  bank.timeout_seconds * pagesInAStep(bank) + slackSeconds;

type PagesPassed = Pick<BankFile, 'timeout_seconds' | 'login' | 'otp'>;

/** Each press of the file may lead to another page. */
function pagesInAStep({ login = [], otp }: PagesPassed): number {
  const presses = [...login, ...(otp?.before ?? [])].filter((step) => 'click' in step || 'press' in step);
  return Math.max(fewestPages, presses.length + 2);
}

/** How often a page is looked at that may stay as it is for minutes. */
const watchPollMs = 400;

/** The time of one step: each page has `timeout_seconds`, and all of them together have an end. */
export const createStepClock = (bank: PagesPassed): StepClock =>
  createClock(bank, { lastsMs: bank.timeout_seconds * 1_000 * pagesInAStep(bank) });

/** For watching a page: without an end, while a page that the bank's file does not know has `timeout_seconds`. */
export const createWatchClock = (bank: PagesPassed): StepClock =>
  createClock(bank, { lastsMs: Infinity, fixedPollMs: watchPollMs });

export type StepClock = ReturnType<typeof createClock>;

function createClock(bank: PagesPassed, { lastsMs, fixedPollMs }: { lastsMs: number; fixedPollMs?: number }) {
  const pageMs = bank.timeout_seconds * 1_000;
  const stepEndsMs = performance.now() + lastsMs;
  let hasEnded = false;
  const untilEndOfStep = (): number => stepEndsMs - performance.now();

  return {
    /** The whole step, for what has no time limit of its own. */
    stepMs: (): number => untilEndOfStep() + (slackSeconds - 5) * 1_000,

    /**
     * For one action at the page; Playwright takes 0 as for ever. Throws when the step has ended: what it left unfinished
     * must not type or press any more.
     */
    actionMs(): number {
      if (hasEnded) throw new BrowserError('timeout', 'step');
      return Math.max(1, Math.min(pageMs, untilEndOfStep()));
    },

    end(): void {
      hasEnded = true;
    },

    /** The wait for one page; another document in between starts it anew. */
    startPage() {
      let startedMs = performance.now();
      let current: number | null = null;
      return {
        see(document: number): void {
          if (current !== null && current !== document) startedMs = performance.now();
          current = document;
        },
        remainingMs: (): number => Math.min(startedMs + pageMs - performance.now(), untilEndOfStep()),
        /** Most answers come within a second; a slow bank need not be looked at twenty times in each. */
        pollMs: (): number => {
          if (fixedPollMs !== undefined) return fixedPollMs;
          const waitedMs = performance.now() - startedMs;
          return waitedMs < 2_000 ? 50 : waitedMs < 8_000 ? 120 : 250;
        },
      };
    },
  };
}
