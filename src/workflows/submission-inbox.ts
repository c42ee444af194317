import type { LoginReport } from '../assistance/login-report.js';
import { outcomeOfUntried } from '../assistance/verdict.js';
import type { RequestStatus, SubmissionOutcome } from '../assistance/statuses.js';
import type { RequestType } from '../assistance/request-content.js';
import type { RequestedResend, SubmittedAnswer, SubmittedCode } from '../temporal/login-messages.js';

/** What was submitted for a request: a code, or another answer. */
export type Submission = SubmittedCode | SubmittedAnswer;

/**
 * The codes that were submitted to one login. Every submission counts once, however often Temporal delivers it, and
 * ends with exactly one outcome. Codes are handed out one at a time, none twice.
 */
export class SubmissionInbox {
  readonly #seen = new Set<string>();
  readonly #tried = new Set<string>();
  #queue: Submission[] = [];
  #settled: LoginReport['submissions'] = [];
  #resends: string[] = [];
  #requestId: string | null = null;
  #deadlinePassed = false;

  /** Only records: it runs in a signal handler. Ignores a repeat, and one for a request that has ended. */
  receiveResend({ resendId, requestId }: RequestedResend): void {
    if (this.#seen.has(resendId)) return;
    this.#seen.add(resendId);
    if (requestId === this.#requestId && !this.#deadlinePassed) this.#resends.push(resendId);
  }

  get wantsResend(): boolean {
    return this.#resends.length > 0;
  }

  /** Takes all requests for another code at once: people who ask at the same time want one code. */
  takeResend(): string | undefined {
    const [first] = this.#resends;
    this.#resends = [];
    return first;
  }

  /** Only records: it runs in a signal handler. */
  receive(code: Submission): void {
    if (this.#seen.has(code.submissionId)) return;
    this.#seen.add(code.submissionId);
    // Its request has ended, and the database settled its submissions then; or it was never this login's.
    if (code.requestId !== this.#requestId) this.settle(code, 'superseded');
    else if (this.#deadlinePassed) this.settle(code, 'too_late');
    else this.#queue.push(code);
  }

  openFor(requestId: string): void {
    this.#requestId = requestId;
    this.#deadlinePassed = false;
  }

  /** Codes are too late from now on; those received before are still tried. */
  passDeadline(): void {
    this.#deadlinePassed = true;
  }

  /** The bank sent another code: there is a new deadline. */
  renewDeadline(): void {
    this.#deadlinePassed = false;
  }

  /** The request has ended: codes that are still queued get their outcome. */
  close(status: Exclude<RequestStatus, 'pending'>, type: RequestType): void {
    this.#requestId = null;
    for (const code of this.#queue) this.settle(code, outcomeOfUntried(status, type));
    this.#queue = [];
    this.#resends = [];
  }

  get hasNext(): boolean {
    return this.#queue.length > 0;
  }

  get hasNews(): boolean {
    return this.#settled.length > 0;
  }

  /** The next code that was not tried in this login. Repeats are settled as such, without asking the bank. */
  takeNext(): Submission | undefined {
    for (let code = this.#queue.shift(); code; code = this.#queue.shift()) {
      if (!this.#tried.has(code.fingerprint)) {
        this.#tried.add(code.fingerprint);
        return code;
      }
      this.settle(code, 'repeated');
    }
    return undefined;
  }

  /** The code was never typed: the same code may be submitted again. */
  forget({ fingerprint }: Submission): void {
    this.#tried.delete(fingerprint);
  }

  settle({ submissionId }: Submission, outcome: SubmissionOutcome): void {
    this.#settled.push({ submissionId, outcome });
  }

  /** The outcomes that were not reported yet. */
  takeNews(): LoginReport['submissions'] {
    const news = this.#settled;
    this.#settled = [];
    return news;
  }
}
