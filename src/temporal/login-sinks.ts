import type { LoginOutcome, SubmissionOutcome } from '../assistance/statuses.js';
import type { RequestType } from '../assistance/request-content.js';

/** What a login's workflow counts for its worker's metrics; nothing is counted again in a replay. Times are seconds. */
export type LoginSinks = {
  logins: {
    started: (login: { bank: string }) => void;
    /** The first request of a login; `seconds` since its start. */
    prompted: (prompt: { bank: string; type: RequestType; seconds: number }) => void;
    /** The first code or answer for a request; `seconds` since it was opened. */
    answered: (answer: { bank: string; type: RequestType; seconds: number }) => void;
    settled: (submission: { bank: string; outcome: SubmissionOutcome }) => void;
    ended: (login: { bank: string; outcome: LoginOutcome }) => void;
  };
};
