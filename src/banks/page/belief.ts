import type { PageKind } from '../file/page-schema.js';
import type { Candidate } from './find-candidate.js';
import type { PageTraffic } from './page-traffic.js';

/**
 * When a page is the bank's answer. A step has an action, what the page asked its bank since then, and what came
 * back. A page counts when something asked since the action was answered, the page was drawn after that, and it has
 * settled. All times are of `performance.now()`.
 */

/** A candidate that each look has shown since `sinceMs`. */
export interface Standing {
  candidate: Candidate;
  sinceMs: number;
  /** When the first of these looks was over: the page may have been drawn shortly before. */
  seenMs: number;
  /** In how many looks. A slow machine takes few looks in a long time. */
  looks: number;
  /** How long the slowest of them took, the first aside: so long can the page take for what it does next. */
  slowestLookMs: number;
  /** Nothing was sent yet that a bank refuses beside a prompt: neither a code nor another answer. */
  isBeforePrompt?: boolean | undefined;
}

type Asked = Pick<
  PageTraffic,
  | 'hasAsked'
  | 'hasAskedAgain'
  | 'hasOnlyAsked'
  | 'heardMs'
  | 'isOpen'
  | 'isListening'
  | 'isAwaitingMessage'
  | 'longestPauseMs'
  | 'lastEndMs'
  | 'isNavigating'
  | 'isSubmissionAnswered'
  | 'isSilent'
>;

/** How long a page must stay: some show themselves on the way to another. */
const settleMs: Record<PageKind, number> = {
  logged_in: 150,
  bad_credentials: 250,
  account_locked: 250,
  password_expired: 250,
  access_denied: 250,
  approval_refused: 250,
  unavailable: 250,
  code_rejected: 300,
  code_required: 250,
  choice_required: 250,
  approval_required: 250,
  question: 250,
};
/** The error of the last answer may be drawn a moment after the prompt. */
const settleOfPromptAgainMs = 500;
const fewestLooks = 2;
/** A request that never ends (the page listens for news) delays any answer but `logged_in` only so long. */
const patienceWithTrafficMs = 3_000;
/** A page is drawn and then asks its bank, in this order within this time. */
const askedRightAfterMs = 300;
/** For a page that may be the old one with other words. */
const settleOfChangedMs = 800;
/** A page that has not yet sent what was typed does so within this time. */
const settleOfUnsentMs = 1_500;
/** For a page that goes on asking its bank this or that. */
const patienceWithChatterMs = 8_000;
/** Longer than the second in which a countdown changes its number. */
const settleOfRecountedMs = 1_600;
/** Longer than the pause between two polls for the answer, where that is not known. */
const settleOfDoubtfulMs = 4_000;
/** For an old error that nothing was drawn beside since the bank has answered the code. */
const settleOfUnchangedMs = 6_000;
/** The clocks of the page and of the network were seen to differ by up to 0.2 ms. */
const clockToleranceMs = 0.5;

/** Whether a page that nothing was done to is what it shows. */
export function isSettled(standing: Standing, nowMs: number, asked: Asked): boolean {
  const { candidate, sinceMs, seenMs, looks, slowestLookMs, isBeforePrompt } = standing;
  if (looks < fewestLooks) return false;
  const askedWithItMs = seenMs + askedRightAfterMs;
  // What was asked before or with the drawing may end it: a page that first shows the accounts and then asks who it is.
  const isHeldUp = asked.isNavigating() || asked.isOpen(askedWithItMs);
  if (isHeldUp) return candidate.is !== 'logged_in' && nowMs - sinceMs >= patienceWithTrafficMs;
  const quietSinceMs = Math.max(sinceMs, asked.lastEndMs(askedWithItMs));
  const isPromptAgain = isPrompt(candidate) && !isBeforePrompt;
  const settledMs = isPromptAgain ? settleOfPromptAgainMs : settleMs[candidate.is];
  return nowMs - quietSinceMs >= Math.max(settledMs, 3 * slowestLookMs);
}

/** Whether a page that is new since the action is the bank's answer to it. */
export function isAnswer(standing: Standing, nowMs: number, asked: Asked): boolean {
  const { candidate, sinceMs, looks } = standing;
  if (candidate.change === 'document') return isSettled(standing, nowMs, asked);
  if (looks < fewestLooks || asked.heardMs() === null) return false;
  const changedMs = Math.max(sinceMs, candidate.drawnMs ?? 0);
  const isQuietFor = (ms: number, begunBeforeMs = Infinity): boolean =>
    !asked.isOpen(begunBeforeMs) && nowMs - Math.max(changedMs, asked.lastEndMs(begunBeforeMs)) >= ms;
  /** Words changed after an answer; what the page asks later may be how it waits for the real one, or chatter. */
  const isQuietAfterChange = (ms: number): boolean =>
    isQuietFor(ms, changedMs + askedRightAfterMs) &&
    (isQuietFor(ms) || nowMs - changedMs >= patienceWithChatterMs);

  if (asked.hasOnlyAsked() && !isQuietFor(settleOfUnsentMs)) return false;
  if (candidate.change === 'unchanged')
    return asked.isSubmissionAnswered() && asked.isSilent() && isQuietFor(settleOfUnchangedMs);
  if (!isDrawnAfterAnswer(standing, asked)) {
    if (isPromise(candidate)) return false;
    return !asked.isListening() && isQuietFor(settleOfDoubtfulMs);
  }
  // Its old text changed, but the answer may come by the stream or the socket that is open.
  const isEarly = candidate.change !== 'appeared' && asked.isAwaitingMessage();
  if (isEarly && nowMs - changedMs < patienceWithChatterMs) return false;
  switch (candidate.change) {
    case 'appeared':
      if (candidate.is === 'code_rejected')
        return !asked.isOpen(candidate.drawnMs ?? sinceMs) && nowMs - changedMs >= settleMs.code_rejected;
      return isSettled(standing, nowMs, asked);
    case 'uncovered':
    case 'reworded':
      return isQuietAfterChange(settleOfChangedMs);
    case 'recounted':
    case 'redrawn': {
      // A page that asks more than once may be polling for the answer, and be drawn at each poll.
      if (isPrompt(candidate)) return isQuietFor(settleOfDoubtfulMs);
      if (asked.hasAskedAgain()) return isQuietFor(settleOfPolledMs(asked));
      return isQuietAfterChange(candidate.change === 'redrawn' ? settleOfChangedMs : settleOfRecountedMs);
    }
  }
}

/**
 * When the step's time is over: whether the page is the answer although it never settled, or although the page asked
 * its bank nothing that was heard.
 */
export function isAnswerInTheEnd(standing: Standing, asked: Asked): boolean {
  const { candidate } = standing;
  if (candidate.change === 'document') return true;
  if (candidate.change === 'unchanged') return false;
  // A countdown in the message draws the prompt again and again, whatever the bank thinks of the code.
  if (candidate.is === 'code_required' && candidate.change === 'recounted') return false;
  if (!asked.hasAsked()) return !isPromise(candidate) && !isOldPrompt(candidate);
  if (asked.heardMs() === null) return false;
  const isDrawnAfter = isDrawnAfterAnswer(standing, asked);
  if (isDrawnAfter && (candidate.change === 'appeared' || candidate.change === 'reworded')) return true;
  return !asked.isOpen() && (isDrawnAfter || !isPromise(candidate));
}

/** How long a page that polls must be silent to have its answer. */
function settleOfPolledMs(asked: Asked): number {
  const pauseMs = asked.longestPauseMs();
  if (pauseMs === null) return settleOfDoubtfulMs;
  return Math.min(settleOfDoubtfulMs, Math.max(settleOfChangedMs, 1.3 * pauseMs + 500));
}

/** What only the bank can say: a page must not say it by its own check, or before it has asked. */
function isPromise({ is }: Candidate): boolean {
  return is === 'bad_credentials' || is === 'code_rejected' || is === 'code_required';
}

/** The bank waits for help. */
function isPrompt({ is }: Candidate): boolean {
  return (
    is === 'code_required' || is === 'choice_required' || is === 'approval_required' || is === 'question'
  );
}

/** A prompt that was there before the action: the page may have drawn it again by itself. */
function isOldPrompt(candidate: Candidate): boolean {
  return isPrompt(candidate) && candidate.change !== 'appeared';
}

function isDrawnAfterAnswer({ candidate, sinceMs }: Standing, asked: Asked): boolean {
  const heardMs = asked.heardMs();
  return heardMs !== null && (candidate.drawnMs ?? sinceMs) >= heardMs - clockToleranceMs;
}
