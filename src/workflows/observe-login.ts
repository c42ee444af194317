import { log, proxySinks, workflowInfo } from '@temporalio/workflow';
import type { LoginEnd, LoginReport, RequestEnd } from '../assistance/login-report.js';
import type { AssistedLoginInput, PendingRequest } from '../temporal/login-messages.js';
import type { LoginSinks } from '../temporal/login-sinks.js';

const { logins } = proxySinks<LoginSinks>();

const secondsSince = (startMs: number): number => Math.max(Date.now() - startMs, 0) / 1_000;

/**
 * Writes the turns of a login to its worker's log, one line each, and counts them in its metrics; neither happens again
 * in a replay. Temporal's SDK adds the workflow and its run to the lines.
 */
export function createLoginObserver({ loginId, accountId, bankCode: bank }: AssistedLoginInput) {
  const login = { loginId, accountId, bank };
  let hasPrompted = false;
  /** Null once an answer has arrived. */
  let unanswered: { type: PendingRequest['type']; openedMs: number } | null = null;

  return {
    started(): void {
      log.info('login started', login);
      logins.started({ bank });
    },

    requestOpened({ requestId, type, expiresAt }: PendingRequest): void {
      log.info('assistance request opened', { ...login, requestId, type, expiresAt });
      unanswered = { type, openedMs: Date.now() };
      if (!hasPrompted)
        logins.prompted({ bank, type, seconds: secondsSince(workflowInfo().startTime.getTime()) });
      hasPrompted = true;
    },

    /** A code or another answer is about to be given to the bank. */
    submissionTaken(): void {
      if (!unanswered) return;
      logins.answered({ bank, type: unanswered.type, seconds: secondsSince(unanswered.openedMs) });
      unanswered = null;
    },

    submissionsSettled(settled: LoginReport['submissions'], requestId: string | null): void {
      for (const { submissionId, outcome } of settled) {
        log.info('submission settled', { ...login, requestId, submissionId, outcome });
        logins.settled({ bank, outcome });
      }
    },

    requestEnded(requestId: string, end: RequestEnd): void {
      log.info('assistance request ended', { ...login, requestId, ...end });
    },

    ended(end: LoginEnd): void {
      log.info('login ended', { ...login, ...end });
      logins.ended({ bank, outcome: end.outcome });
    },
  };
}
