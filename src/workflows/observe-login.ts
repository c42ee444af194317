import { log } from '@temporalio/workflow';
import type { LoginEnd, LoginReport, RequestEnd } from '../assistance/login-report.js';
import type { AssistedLoginInput, PendingRequest } from '../temporal/login-messages.js';

/**
 * Writes the turns of a login to its worker's log, one line each and none again in a replay. Temporal's SDK adds the
 * workflow and its run.
 */
export function createLoginObserver({ loginId, accountId, bankCode }: AssistedLoginInput) {
  const login = { loginId, accountId, bank: bankCode };
  return {
    started: (): void => log.info('login started', login),

    requestOpened: ({ requestId, type, expiresAt }: PendingRequest): void =>
      log.info('assistance request opened', { ...login, requestId, type, expiresAt }),

    submissionsSettled(settled: LoginReport['submissions'], requestId: string | null): void {
      for (const { submissionId, outcome } of settled)
        log.info('submission settled', { ...login, requestId, submissionId, outcome });
    },

    requestEnded: (requestId: string, end: RequestEnd): void =>
      log.info('assistance request ended', { ...login, requestId, ...end }),

    ended: (end: LoginEnd): void => log.info('login ended', { ...login, ...end }),
  };
}
