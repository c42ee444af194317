import { condition, patched, uuid4 } from '@temporalio/workflow';
import type { LoginEnd, RequestEnd } from '../assistance/login-report.js';
import type { Prompt, StepAnswer } from '../assistance/step-answer.js';
import type { Verdict } from '../assistance/verdict.js';
import type { AssistedLoginInput } from '../temporal/login-messages.js';
import { Deadline } from './deadline.js';
import type { LoginBrowser } from './login-browser.js';
import type { LoginProgress } from './login-progress.js';
import type { Submission, SubmissionInbox } from './submission-inbox.js';

export const cancelled: LoginEnd = { outcome: 'cancelled', reason: null };

/** What the parts of a login's workflow share. */
export interface LoginContext {
  input: AssistedLoginInput;
  inbox: SubmissionInbox;
  progress: LoginProgress;
  browser: LoginBrowser;
  /** Whether the login is to be stopped. Changes while a step or a wait is in progress. */
  stopWanted: () => boolean;
}

/** The bank's next page, or how the login ended. */
export type Next = StepAnswer | LoginEnd;

/** A bank's prompt, and how it is answered. Where a function returns null, the request stays open. */
export interface Request {
  prompt: Prompt;
  /** How long the bank waits; null if unknown. */
  expiresSeconds: number | null;
  /** Gives one submission to the bank. */
  tryAnswer: (submission: Submission) => Promise<Next | null>;
  /** Asks the bank for another code. */
  resend?: (deadline: Deadline, waitSeconds: number) => Promise<Next | null>;
  /** Looks where the bank is, after its page has lost what it is answered with. */
  checkPage?: () => Promise<Next | null>;
  /** A page that may be answered elsewhere, such as in the bank's app. */
  watch?: PageWatch;
}

/** Looks at the page for as long as it is not stopped. */
export interface PageWatch {
  /** Starts to look, unless it does already. */
  start(): void;
  /** The page has changed, or its browser is gone. */
  readonly hasEnded: boolean;
  /** Ends the looking with a last look. Returns what the bank's page says to the request; null if it still waits. */
  stop(): Promise<{ request: RequestEnd; next: Next } | null>;
}

/** Runs one assistance request from its opening to its end. */
export async function answerRequest(
  { input, inbox, progress, browser, stopWanted }: LoginContext,
  { prompt, expiresSeconds, tryAnswer, resend, checkPage, watch }: Request,
): Promise<Next> {
  const waitSeconds = Math.min(input.otpWaitSeconds, expiresSeconds ?? Infinity);
  const requestId = uuid4();
  const opened = await progress.openRequest({ requestId, prompt, rules: browser.rules, waitSeconds });
  if (!opened) return { outcome: 'error', reason: 'account_gone' };
  const deadline = new Deadline(() => inbox.passDeadline(), deadlineSummary[prompt.is]);
  deadline.start(opened.secondsLeft ?? waitSeconds);
  try {
    for (;;) {
      watch?.start();
      if (!inbox.hasNext && !inbox.wantsResend) await browser.rest();
      await condition(
        () =>
          inbox.hasNext ||
          inbox.wantsResend ||
          progress.hasNews ||
          deadline.passed ||
          stopWanted() ||
          browser.isLost ||
          browser.isPageGone ||
          watch?.hasEnded === true,
      );
      // An approval in the very second of a stop, of the deadline or of another answer: the bank's word counts.
      // So it does when the process closed the browser after it, and that was heard of first.
      if (watch && (watch.hasEnded || inbox.hasNext || deadline.passed || stopWanted() || isLostAtWatch())) {
        const seen = await watch.stop();
        if (seen) return await conclude(seen.request, seen.next);
      }
      if (stopWanted()) return await conclude({ status: 'cancelled', reason: 'stopped' }, cancelled);
      const lost: LoginEnd = { outcome: 'session_lost', reason: null };
      if (browser.isLost) return await conclude({ status: 'cancelled', reason: 'session_lost' }, lost);
      if (browser.isPageGone && checkPage) {
        const next = await checkPage();
        if (next) return next;
        continue;
      }
      const submission = inbox.takeNext();
      if (submission) {
        const next = await tryAnswer(submission);
        if (next) return next;
      } else if (deadline.passed) {
        return await conclude({ status: 'expired' }, { outcome: 'expired', reason: null });
      } else if (inbox.wantsResend && resend) {
        const next = await resend(deadline, waitSeconds);
        if (next) return next;
      } else {
        await progress.reportNews();
      }
    }
  } finally {
    deadline.cancel();
  }

  function isLostAtWatch(): boolean {
    return browser.isLost && patched('believe-the-watch');
  }

  async function conclude(request: RequestEnd, next: Next): Promise<Next> {
    const loggedIn = 'is' in next && next.is === 'logged_in';
    await progress.closeRequest(request, { loggedIn });
    return next;
  }
}

/** Records what the bank answered to a submission. Null: the request stays open. */
export async function recordTry(
  { inbox, progress }: LoginContext,
  submission: Submission,
  { answer, verdict }: { answer: StepAnswer; verdict: Verdict },
): Promise<Next | null> {
  inbox.settle(submission, verdict.outcome);
  // The bank never saw it: the same may be submitted again.
  if (!verdict.counts && !verdict.request) inbox.forget(submission);
  await progress.answerTried(answer, verdict);
  return verdict.request ? (verdict.end ?? answer) : null;
}

const deadlineSummary: Record<Prompt['is'], string> = {
  code_required: 'Deadline for the code',
  choice_required: 'Deadline for the choice',
  approval_required: 'Deadline for the approval',
  question: 'Deadline for the answer',
};
