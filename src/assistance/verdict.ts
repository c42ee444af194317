import type { LoginEnd, RequestEnd } from './login-report.js';
import type { Prompt, StepAnswer } from './step-answer.js';
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

/** The outcome of a code that arrives after its request has ended, or is still queued at that moment. */
export const outcomeOfUntried: Record<Exclude<RequestStatus, 'pending'>, SubmissionOutcome> = {
  fulfilled: 'not_needed',
  expired: 'too_late',
  cancelled: 'superseded',
};

/** The consequences of the bank's answer to a code: for the code, for its request, and for the login. */
export interface CodeVerdict {
  outcome: SubmissionOutcome;
  /** Whether the code counts as an attempt at the bank. */
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
export function judgeCode(answer: StepAnswer, attempts: number, maxAttempts: number | null): CodeVerdict {
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

const failed = (outcome: SubmissionOutcome, reason: CancelReason, answer: FinalAnswer): CodeVerdict => ({
  outcome,
  counts: true,
  request: { status: 'cancelled', reason },
  end: endAfter(answer),
});
