import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { withTimeout } from '../../browser/with-timeout.js';
import { isAnswer, isAnswerInTheEnd, type Standing } from './belief.js';
import type { Notices } from './dismiss-notices.js';
import { type Candidate, type Change, type Look, shownAgain } from './find-candidate.js';
import { lookAtPage } from './look-at-page.js';
import { isUsable, isVisibleIn } from './visible-elements.js';
import type { Pages } from './watched-frames.js';
import type { ObserveStep } from './observe-step.js';
import { wasNavigating } from './was-navigating.js';
import { frameAt } from './frame-at.js';
import type { PageTraffic } from './page-traffic.js';
import type { StepClock } from './step-clock.js';

/** An error page of the server may reload itself once. */
const serverErrorSettleMs = 2_000;
const failedLoadSettleMs = 300;
/** After an error that was shown for a moment has gone. */
const settleOfGoneErrorMs = 800;
const longestPauseMs = 400;

interface PageWait {
  page: Page;
  bank: Pages;
  traffic: PageTraffic;
  clock: StepClock;
  /** What covers the page is closed while it is awaited; absent where the page is not to be touched. */
  notices?: Notices | undefined;
  observe?: ObserveStep | undefined;
  isBeforePrompt?: Standing['isBeforePrompt'];
  find: (look: Look) => Candidate | null;
  /** A look that was just taken. */
  shown?: Look;
  /**
   * Whether there is something to go on with that is none of `pages`; called first, and only reads the page, because it
   * is abandoned when the time is over. What it returns may act on the page instead.
   */
  isReady?: (look: Look, candidate: Candidate | null) => Promise<boolean | Act>;
}

/**
 * Does something to the page, such as a press. It is never abandoned: nothing may be sent after the step has answered.
 * True when the page has all of its time from then on.
 */
export type Act = () => Promise<boolean>;

export type PageFound =
  | { is: 'found'; candidate: Candidate; look: Look }
  | { is: 'ready' }
  | { is: 'unavailable' }
  /** The time is over; `candidate` is what was shown, and not believed. */
  | { is: 'nothing'; candidate: Candidate | null };

interface Sighted {
  look: Look;
  candidate: Candidate | null;
  ready: boolean | Act;
}

interface Seen extends Standing {
  look: Look;
}

interface GoneError {
  error: Seen;
  sinceMs: number;
}

/** A document that shows none of the bank's pages. */
interface Blank {
  document: number;
  sinceMs: number;
}

/** Looks at the page until it is ready to go on with, or one of the bank's pages is its answer. */
export async function awaitPage(wait: PageWait): Promise<PageFound> {
  const { page, bank, traffic, clock, notices, observe, isBeforePrompt, find, isReady } = wait;
  let pageClock = clock.startPage();
  let seen: Seen | null = null;
  let goneError: GoneError | null = null;
  let blank: Blank | null = null;
  let lastLook: Look | null = wait.shown ?? null;
  /** Rules that were not visible in a look. */
  const absent = new Set<number>();
  let matching = '';

  for (;;) {
    if (await notices?.dismissOne()) lastLook = null;
    // A look shows the page as it was when the look began; what was heard meanwhile may not be drawn yet.
    const nowMs = performance.now();
    const sight: Sighted | null = await seeUnlessNavigating(pageClock.remainingMs(), async () => {
      const look = await lookAtPage(page, bank, lastLook);
      look.pages.forEach(({ isVisible }, rule) => isVisible || absent.add(rule));
      const candidate = shownAgain(find(look), absent);
      return { look, candidate, ready: (await isReady?.(look, candidate)) ?? false };
    });
    if (sight) {
      const { look, candidate, ready } = sight;
      lastLook = look;
      reportMatches(look);
      if (ready === true) return { is: 'ready' };
      if (ready !== false && (await unlessNavigating(ready))) {
        pageClock = clock.startPage();
        lastLook = seen = goneError = null;
        absent.clear();
        continue;
      }
      pageClock.see(look.document);
      goneError = goneErrorOf(goneError, seen, candidate, nowMs, traffic);
      seen = candidate && standingOf(seen, candidate, look, nowMs);
      if (seen && isAnswer({ ...seen, isBeforePrompt }, nowMs, traffic)) {
        const { change } = seen.candidate;
        const isPlain = change === 'document' || change === 'appeared';
        const isBusy = !isPlain && (await isBusyWithCode(wait, pageClock.remainingMs()));
        if (!isBusy) return { is: 'found', candidate: seen.candidate, look: seen.look };
      }
      const isBackAtPrompt = bank.pages.some(
        ({ is }, at) => is === 'code_required' && look.pages[at]?.isVisible,
      );
      if (goneError && isBackAtPrompt && isOver(goneError, nowMs, traffic)) {
        const { candidate, look } = goneError.error;
        return { is: 'found', candidate, look };
      }

      blank = isBlank(look)
        ? { document: look.document, sinceMs: isSameBlank(blank, look) ? blank.sinceMs : nowMs }
        : null;
      if (blank && isFailedPage(page, traffic, nowMs - blank.sinceMs)) return { is: 'unavailable' };
    }
    if (pageClock.remainingMs() <= 0) break;
    // Looking costs the browser time too: the slower it is, the less often. A navigation is no slowness.
    const lookedForMs = sight ? performance.now() - nowMs : 0;
    await sleep(Math.max(pageClock.pollMs(), Math.min(2 * lookedForMs, longestPauseMs)));
  }
  if (seen && isAnswerInTheEnd(seen, traffic))
    return { is: 'found', candidate: seen.candidate, look: seen.look };
  if (traffic.isUnanswered() || hasFailedToLoad(page)) return { is: 'unavailable' };
  return { is: 'nothing', candidate: seen?.candidate ?? null };

  function reportMatches(look: Look): void {
    if (!observe) return;
    const rules = bank.pages.flatMap((rule, place) =>
      look.pages[place]?.isVisible ? [{ place, rule }] : [],
    );
    const places = rules.map(({ place }) => place).join();
    if (places !== matching) observe({ is: 'matches', rules });
    matching = places;
  }
}

/** The document that shows the candidate. */
const documentOf = ({ candidate, look }: Pick<Seen, 'candidate' | 'look'>): number | undefined =>
  look.pages[candidate.rule]?.document;

function standingOf(before: Seen | null, candidate: Candidate, look: Look, beganMs: number): Seen {
  const seenMs = performance.now();
  const lookMs = seenMs - beganMs;
  const isSame =
    before?.candidate.rule === candidate.rule &&
    (before.candidate.change === 'unchanged') === (candidate.change === 'unchanged') &&
    documentOf(before) === documentOf({ candidate, look });
  // The first one may have waited for its document.
  if (!isSame) return { candidate, look, sinceMs: beganMs, seenMs, looks: 1, slowestLookMs: 0 };
  const slowestLookMs = Math.max(before.slowestLookMs, lookMs);
  return { ...before, candidate, look, looks: before.looks + 1, slowestLookMs };
}

/** How a prompt changes that was there before. */
const drawnAgain = new Set<Change>(['redrawn', 'reworded', 'recounted']);

/** A refusal that was shown for a moment is one also when it is gone before it was believed. */
function goneErrorOf(
  gone: GoneError | null,
  before: Seen | null,
  now: Candidate | null,
  nowMs: number,
  traffic: PageTraffic,
): GoneError | null {
  // The form may have been drawn again with its error.
  const isOldPrompt = now?.is === 'code_required' && drawnAgain.has(now.change);
  if (now !== null && !isOldPrompt) return null;
  if (gone || before?.candidate.is !== 'code_rejected') return gone;
  const { change } = before.candidate;
  const isShown = change === 'appeared' || change === 'redrawn' || wasWrittenByAnswer(before, traffic);
  return isShown && traffic.heardMs() !== null && isAnswerInTheEnd(before, traffic)
    ? { error: before, sinceMs: nowMs }
    : null;
}

/** Whether an error was written when the bank had answered; since then it may have counted. */
function wasWrittenByAnswer({ candidate, look }: Seen, traffic: PageTraffic): boolean {
  const writtenMs = look.pages[candidate.rule]?.writtenMs ?? null;
  const heardMs = traffic.heardMs();
  return writtenMs !== null && heardMs !== null && writtenMs >= heardMs && !traffic.isAwaitingMessage();
}

function isOver({ error, sinceMs }: GoneError, nowMs: number, traffic: PageTraffic): boolean {
  return !traffic.isOpen(error.candidate.drawnMs ?? error.sinceMs) && nowMs - sinceMs >= settleOfGoneErrorMs;
}

/** A field that takes no code at this moment: the page is busy with the last one. */
async function isBusyWithCode({ page, bank: { otp } }: PageWait, withinMs: number): Promise<boolean> {
  if (!otp) return false;
  const isBusy = async (): Promise<boolean> => {
    const frame = await frameAt(page, otp.frame);
    return (
      frame !== null && (await isVisibleIn(page, otp.input, otp.frame)) && !(await isUsable(frame, otp.input))
    );
  };
  return (await seeUnlessNavigating(withinMs, isBusy)) ?? true;
}

/** Null when there is no one document to look at now, or the page does not respond while it waits for its server. */
async function seeUnlessNavigating<T>(withinMs: number, see: () => Promise<T>): Promise<T | null> {
  return await unlessNavigating(async () => await withTimeout(withinMs, see, () => null));
}

async function unlessNavigating<T>(act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    if (wasNavigating(error)) return null;
    throw error;
  }
}

function isBlank({ isAnotherDocument, pages }: Look): boolean {
  return isAnotherDocument && pages.every(({ isVisible }) => !isVisible);
}

function isSameBlank(blank: Blank | null, look: Look): blank is Blank {
  return blank?.document === look.document;
}

function isFailedPage(page: Page, traffic: PageTraffic, forMs: number): boolean {
  if (hasFailedToLoad(page)) return forMs >= failedLoadSettleMs;
  return (traffic.pageStatus() ?? 0) >= 500 && forMs >= serverErrorSettleMs && !traffic.isNavigating();
}

/** Chromium's own page in place of one that it could not get. */
function hasFailedToLoad(page: Page): boolean {
  return page.url().startsWith('chrome-error:');
}
