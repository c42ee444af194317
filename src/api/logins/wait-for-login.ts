import { type AccountStatus, readAccountStatus } from '../../db/logins/account-status.js';
import type { Account } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import { pollOnEvents } from '../http/poll-on-events.js';

interface WaitOptions {
  api: Pick<Api, 'db' | 'feed'>;
  account: Account;
  loginId: string;
  /** How long to wait. */
  seconds: number;
  disconnect: AbortSignal;
}

/**
 * The status of the account as soon as the login waits for help, is running, or has ended; undefined if none of these
 * happens in time.
 */
export function waitForLogin({
  api,
  account,
  loginId,
  seconds,
  disconnect,
}: WaitOptions): Promise<AccountStatus | undefined> {
  return pollOnEvents({
    feed: api.feed,
    isRelevant: ({ accountId }) => accountId === account.id,
    timeoutSeconds: seconds,
    abort: disconnect,
    check: async () => {
      const status = await readAccountStatus(api.db, account.id);
      const { openLogin, request } = status;
      const isWorking = openLogin?.id === loginId && !request && openLogin.phase !== 'running';
      return isWorking ? undefined : status;
    },
  });
}
