import type { LoginEnd, RequestEnd } from './login-report.js';
import type { RequestType } from './request-content.js';
import { isPrompt, type Prompt, type StepAnswer } from './step-answer.js';
import { isSameQuestion } from './same-question.js';
import type { CancelReason, RequestStatus, SubmissionOutcome } from './statuses.js';

/** An answer after which the login cannot continue. */
export type FinalAnswer = Exclude<StepAnswer, Prompt | { is: 'logged_in' }>;

/** How a login ends after such an answer. */
export function endAfter(answer: FinalAnswer): LoginEnd {
  switch (answer.is) {
    case 'bad_credentials':
    case 'account_locked':
    case 'password_expired':
    case 'access_denied':
    case 'approval_refused':
    case 'page_not_recognised':
    case 'session_lost':
      return { outcome: answer.is, reason: null };
    case 'unavailable':
      return { outcome: 'bank_unavailable', reason: null };
    // What keeps credentials or a code from being sent is a page that the bank's file does not describe.
    case 'not_submitted':
      return { outcome: 'page_not_recognised', reason: answer.reason };
    // A page that reports a wrong code before any code was typed has not been recognised correctly.
    case 'code_rejected':
      return { outcome: 'page_not_recognised', reason: null };
    case 'not_taken':
      return {
        outcome: reasonNotTaken(answer.why),
        reason: reasonNotTaken(answer.why) === 'error' ? answer.why : null,
      };
    // The step was already taken: before the run was reset, or before the database was restored from a backup.
    case 'refused':
      return answer.why === 'repeated_step'
        ? { outcome: 'session_lost', reason: null }
        : { outcome: 'error', reason: answer.why };
  }
}

const outcomesOfUntried: Record<Exclude<RequestStatus, 'pending'>, SubmissionOutcome> = {
  fulfilled: 'not_needed',
  expired: 'too_late',
  cancelled: 'superseded',
};

/** The outcome of an answer that was not given to the bank before its request ended. A choice is made once. */
export const outcomeOfUntried = (
  status: Exclude<RequestStatus, 'pending'>,
  type: RequestType,
): SubmissionOutcome =>
  type === 'choice' && status === 'fulfilled' ? 'superseded' : outcomesOfUntried[status];

/** The consequences of the bank's answer: for what was submitted, for its request, and for the login. */
export interface Verdict {
  outcome: SubmissionOutcome;
  /** Whether it counts as an attempt at the bank. */
  counts: boolean;
  /** Null if the request stays pending. */
  request: RequestEnd | null;
  /** Null if the login continues. */
  end: LoginEnd | null;
}

/**
 * Judges a bank's answer to a typed code. `attempts` includes this one; `maxAttempts` is the bank's limit, or null if
 * unknown. The code's outcome is `unknown` if it cannot be known whether the bank accepted the code.
 */
export function judgeCode(answer: StepAnswer, attempts: number, maxAttempts: number | null): Verdict {
  switch (answer.is) {
    // The bank goes on: it has accepted the code, also where it asks for something else now.
    case 'logged_in':
    case 'code_required':
    case 'choice_required':
    case 'approval_required':
    case 'question':
      return { outcome: 'accepted', counts: true, request: { status: 'fulfilled' }, end: null };
    case 'code_rejected':
      return maxAttempts !== null && attempts >= maxAttempts
        ? {
            outcome: 'rejected',
            counts: true,
            request: { status: 'cancelled', reason: 'attempts_exhausted' },
            end: { outcome: 'attempts_exhausted', reason: null },
          }
        : { outcome: 'rejected', counts: true, request: null, end: null };
    case 'account_locked':
      return failed('rejected', 'account_locked', answer);
    // The bank asks for another password only once it has accepted the code.
    case 'password_expired':
      return {
        outcome: 'accepted',
        counts: true,
        request: { status: 'fulfilled' },
        end: endAfter(answer),
      };
    case 'bad_credentials':
      return failed('rejected', 'error', answer);
    case 'unavailable':
      return failed('unknown', 'bank_unavailable', answer);
    // The bank never saw it: the request stays open, and the same code may be submitted again.
    case 'not_submitted':
      return { outcome: 'superseded', counts: false, request: null, end: null };
    case 'access_denied':
    case 'approval_refused':
    case 'page_not_recognised':
    case 'session_lost':
      return failed('unknown', answer.is, answer);
    case 'not_taken':
      return {
        outcome: 'superseded',
        counts: false,
        request: { status: 'cancelled', reason: reasonNotTaken(answer.why) },
        end: endAfter(answer),
      };
    case 'refused':
      // A sealed code that cannot be opened was never typed: the request stays pending.
      return answer.why === 'cannot_open'
        ? { outcome: 'superseded', counts: false, request: null, end: null }
        : { ...failed('unknown', 'session_lost', answer), counts: false };
  }
}

/** Judges what the bank's page shows after an option was chosen. A choice never counts as an attempt. */
export function judgeChoice(answer: StepAnswer): Verdict {
  // A rule forbade it, such as the day's limit of codes: another option may still be chosen.
  if (answer.is === 'refused' && answer.why !== 'repeated_step') return stillPending;
  // A page that reports a refused code where no code was typed has not been recognised correctly.
  if (answer.is === 'code_rejected')
    return { ...failed('unknown', 'page_not_recognised', answer), counts: false };
  return { ...judgeCode(answer, 0, null), counts: false };
}

/**
 * Judges what the bank's page shows after a code was asked for instead of an approval. The request for the approval is
 * replaced by the bank's next prompt, unless the bank let the login in.
 */
export function judgeInstead(answer: StepAnswer): Verdict {
  if (answer.is === 'approval_required') return stillPending;
  if (!isPrompt(answer)) return judgeChoice(answer);
  return {
    outcome: 'accepted',
    counts: false,
    request: { status: 'cancelled', reason: 'replaced' },
    end: null,
  };
}

/** Judges the page after one that waited for an approval, which nobody answered here. */
export function judgeApproval(answer: StepAnswer): Pick<Verdict, 'end'> & { request: RequestEnd } {
  const { request, end } = judgeCode(answer, 0, null);
  return request ? { request, end } : failed('unknown', 'page_not_recognised', notRecognised);
}

/** Judges what the bank's page shows after an answer to `question`. The same question again means that it was refused. */
export function judgeQuestion(answer: StepAnswer, question: string): Verdict {
  if (answer.is === 'question' && isSameQuestion(answer.text, question))
    return { outcome: 'rejected', counts: true, request: null, end: null };
  const verdict = judgeChoice(answer);
  return { ...verdict, counts: verdict.outcome === 'rejected' };
}

const stillPending: Verdict = { outcome: 'superseded', counts: false, request: null, end: null };
const notRecognised: FinalAnswer = { is: 'page_not_recognised' };

type WhyNotTaken = Extract<StepAnswer, { is: 'not_taken' }>['why'];

function reasonNotTaken(why: WhyNotTaken): 'error' | 'session_lost' | 'bank_unavailable' {
  switch (why) {
    case 'no_browser_free':
    case 'no_browser_program':
      return 'error';
    case 'not_held':
      return 'session_lost';
    case 'session_lost':
    case 'bank_unavailable':
      return why;
  }
}

const failed = (
  outcome: SubmissionOutcome,
  reason: CancelReason,
  answer: FinalAnswer,
): Verdict & { request: RequestEnd } => ({
  outcome,
  counts: true,
  request: { status: 'cancelled', reason },
  end: endAfter(answer),
});
