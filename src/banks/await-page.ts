import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { within } from '../browser/within.js';
import type { PageKind } from './bank-file.js';
import type { BankTraffic } from './bank-traffic.js';
import { isUsable, lookAtPage, type Pages, visible, wasNavigating } from './look-at-page.js';
import type { Candidate, Look } from './new-answer.js';
import type { StepClock } from './step-clock.js';

/** How long a page must stay before it is believed: some show themselves on the way to another. */
const settleMs: Record<PageKind, number> = {
  logged_in: 150,
  bad_credentials: 250,
  account_locked: 250,
  unavailable: 250,
  code_rejected: 300,
  // Its error may be drawn a moment after the prompt.
  code_required: 500,
};
const settleOfDoubtfulMs = 800;
/** Beyond it, a request that never ends (a page that listens for news) holds a plain answer up no longer. */
const patienceWithTrafficMs = 3_000;
/** For a doubtful page that goes on asking its bank this or that. */
const patienceWithChatterMs = 8_000;
/** A page draws itself busy and then asks its bank, in this order within this time. */
const askedRightAfterMs = 300;
/** An error page of the server may reload itself once. */
const serverErrorSettleMs = 2_000;
const failedLoadSettleMs = 300;
const longestPauseMs = 400;

interface PageWait {
  page: Page;
  bank: Pages;
  traffic: BankTraffic;
  clock: StepClock;
  find: (look: Look) => Candidate | null;
  /** Something to go on with that is none of `pages`; asked first. */
  isReady?: (look: Look) => Promise<boolean>;
}

export type PageFound =
  | { is: 'found'; candidate: Candidate; look: Look }
  | { is: 'ready' }
  | { is: 'unavailable' }
  /** The time is over. */
  | { is: 'nothing' };

interface Steady {
  candidate: Candidate;
  look: Look;
  sinceMs: number;
}

/** A document that shows none of the bank's pages. */
interface Blank {
  document: number;
  sinceMs: number;
}

/** Looks at the page until one of the bank's pages is there to stay. */
export async function awaitPage(wait: PageWait): Promise<PageFound> {
  const { page, bank, traffic, clock, find, isReady } = wait;
  const pageClock = clock.startPage();
  let steady: Steady | null = null;
  let blank: Blank | null = null;
  let lastLook: Look | null = null;

  for (;;) {
    // A look tells how the page was when it began: what was heard meanwhile may not be drawn yet.
    const nowMs = performance.now();
    const seen = await seeUnlessNavigating(pageClock.remainingMs(), async () => {
      const look = await lookAtPage(page, bank, lastLook);
      return { look, ready: (await isReady?.(look)) ?? false };
    });
    if (seen) {
      const { look, ready } = seen;
      lastLook = look;
      if (ready) return { is: 'ready' };
      pageClock.see(look.document);
      const candidate = find(look);
      steady = candidate && {
        candidate,
        look,
        sinceMs: isSame(steady, candidate, look) ? steady.sinceMs : nowMs,
      };
      if (steady && isBelievable(steady, nowMs, traffic)) {
        const isBusy = !steady.candidate.isPlain && (await isBusyWithCode(wait, pageClock.remainingMs()));
        if (!isBusy) return { is: 'found', ...steady };
      }

      blank = isBlank(look)
        ? { document: look.document, sinceMs: isSameBlank(blank, look) ? blank.sinceMs : nowMs }
        : null;
      if (blank && isFailedPage(page, traffic, nowMs - blank.sinceMs)) return { is: 'unavailable' };
    }
    if (pageClock.remainingMs() <= 0) break;
    // Looking costs the browser time too: the slower it is, the less often. A navigation is no slowness.
    const lookedForMs = seen ? performance.now() - nowMs : 0;
    await sleep(Math.max(pageClock.pollMs(), Math.min(2 * lookedForMs, longestPauseMs)));
  }
  const isUnanswered = traffic.isUnanswered() || hasFailedToLoad(page);
  // Drawn again, as busy pages do, and then the bank never answered: the doubtful page was the old one.
  if (steady && (steady.candidate.isPlain || !isUnanswered)) return { is: 'found', ...steady };
  return isUnanswered ? { is: 'unavailable' } : { is: 'nothing' };
}

/** A field that takes no code at this moment: the page is busy with the last one. */
async function isBusyWithCode({ page, bank: { otp } }: PageWait, withinMs: number): Promise<boolean> {
  if (!otp) return false;
  const isBusy = async (): Promise<boolean> =>
    (await visible(page, otp.input).count()) > 0 && !(await isUsable(page, otp.input));
  return (await seeUnlessNavigating(withinMs, isBusy)) ?? true;
}

/** Null when there is no one document to look at now, or the page answers nothing while it waits for its server. */
async function seeUnlessNavigating<T>(withinMs: number, see: () => Promise<T>): Promise<T | null> {
  try {
    return await within(withinMs, see, () => null);
  } catch (error) {
    if (wasNavigating(error)) return null;
    throw error;
  }
}

function isSame(steady: Steady | null, candidate: Candidate, look: Look): steady is Steady {
  return steady?.candidate.rule === candidate.rule && steady.look.document === look.document;
}

function isBlank({ isAnotherDocument, pages }: Look): boolean {
  return isAnotherDocument && pages.every(({ isVisible }) => !isVisible);
}

function isSameBlank(blank: Blank | null, look: Look): blank is Blank {
  return blank?.document === look.document;
}

function isBelievable({ candidate, sinceMs }: Steady, nowMs: number, traffic: BankTraffic): boolean {
  const forMs = nowMs - sinceMs;
  const isQuietFor = (ms: number, begunBeforeMs?: number): boolean => {
    const quietSinceMs = traffic.quietSinceMs(begunBeforeMs);
    return quietSinceMs !== null && nowMs - Math.max(sinceMs, quietSinceMs) >= ms;
  };
  const wasAskedMs = sinceMs + askedRightAfterMs;

  if (!candidate.isPlain) {
    if (!isQuietFor(settleOfDoubtfulMs, wasAskedMs)) return false;
    // What it has asked later may be how it waits for the answer, or mere chatter that never ends.
    return isQuietFor(settleOfDoubtfulMs) || forMs >= patienceWithChatterMs;
  }
  const settledMs = settleMs[candidate.is];
  if (forMs >= patienceWithTrafficMs) return true;
  const isAboutCode = candidate.is === 'code_rejected' || candidate.is === 'code_required';
  return isAboutCode ? isQuietFor(settledMs, wasAskedMs) : forMs >= settledMs && !traffic.isNavigating();
}

function isFailedPage(page: Page, traffic: BankTraffic, forMs: number): boolean {
  if (hasFailedToLoad(page)) return forMs >= failedLoadSettleMs;
  return (traffic.pageStatus() ?? 0) >= 500 && forMs >= serverErrorSettleMs && !traffic.isNavigating();
}

/** Chromium's own page in place of one that it could not get. */
function hasFailedToLoad(page: Page): boolean {
  return page.url().startsWith('chrome-error:');
}
