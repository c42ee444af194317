import type { LoginEnd, RequestEnd } from './login-report.js';
import type { StepAnswer } from './step-answer.js';
import type { CancelReason, RequestStatus, SubmissionOutcome } from './statuses.js';

/** An answer after which the login cannot go on. */
export type FinalAnswer = Exclude<StepAnswer, { is: 'logged_in' | 'code_required' }>;

/** How a login ends when a step was answered so (contract, *How a login ends*). */
export function endAfter(answer: FinalAnswer): LoginEnd {
  switch (answer.is) {
    case 'bad_credentials':
    case 'account_locked':
    case 'page_not_recognised':
    case 'session_lost':
      return { outcome: answer.is, reason: null };
    case 'unavailable':
      return { outcome: 'bank_unavailable', reason: null };
    // A bank that speaks of a wrong code before one was typed is a page that nobody knows.
    case 'not_submitted':
    case 'code_rejected':
      return { outcome: 'page_not_recognised', reason: null };
    case 'not_taken':
      return {
        outcome: reasonNotTaken(answer.why),
        reason: answer.why === 'no_browser_free' ? answer.why : null,
      };
    // The step was taken before: by a run that was reset, or by one that a restored backup forgot.
    case 'refused':
      return answer.why === 'repeated_step'
        ? { outcome: 'session_lost', reason: null }
        : { outcome: 'error', reason: answer.why };
  }
}

/** What becomes of a code that comes, or is still queued, when its request has ended so. */
export const outcomeOfUntried: Record<Exclude<RequestStatus, 'pending'>, SubmissionOutcome> = {
  fulfilled: 'not_needed',
  expired: 'too_late',
  cancelled: 'superseded',
};

/** What the bank's answer to a code means for the code, for its request, and for the login. */
export interface CodeVerdict {
  outcome: SubmissionOutcome;
  /** Whether the code counts as tried at the bank. */
  counts: boolean;
  /** Null: the request goes on waiting. */
  request: RequestEnd | null;
  /** Null: the login goes on. */
  end: LoginEnd | null;
}

/**
 * Judges a bank's answer to a typed code. `attempts` includes this one; `maxAttempts` is the bank's, or null.
 * When nobody can know whether the bank took the code, the code's outcome is `unknown`.
 */
export function judgeCode(answer: StepAnswer, attempts: number, maxAttempts: number | null): CodeVerdict {
  switch (answer.is) {
    case 'logged_in':
    case 'code_required':
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
    case 'bad_credentials':
      return failed('rejected', 'error', answer);
    case 'unavailable':
      return failed('unknown', 'bank_unavailable', answer);
    case 'not_submitted':
      return failed('unknown', 'page_not_recognised', answer);
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
      // A token that does not open was never typed: the request goes on waiting for a real one.
      return answer.why === 'cannot_open'
        ? { outcome: 'superseded', counts: false, request: null, end: null }
        : { ...failed('unknown', 'session_lost', answer), counts: false };
  }
}

type WhyNotTaken = Extract<StepAnswer, { is: 'not_taken' }>['why'];

function reasonNotTaken(why: WhyNotTaken): 'error' | 'session_lost' | 'bank_unavailable' {
  switch (why) {
    case 'no_browser_free':
      return 'error';
    case 'not_held':
      return 'session_lost';
    case 'session_lost':
    case 'bank_unavailable':
      return why;
  }
}

const failed = (outcome: SubmissionOutcome, reason: CancelReason, answer: FinalAnswer): CodeVerdict => ({
  outcome,
  counts: true,
  request: { status: 'cancelled', reason },
  end: endAfter(answer),
});
