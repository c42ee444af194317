import { system } from '../../assistance/actor.js';
import { giveUpDueRetry, isRetryDue, listDueRetries } from '../../db/logins/login-retries.js';
import type { Account } from '../../db/tables/schema.js';
import type { ApiError } from '../access/api-error.js';
import { toApiError } from '../http/error-handler.js';
import { neverSendsCodes } from './never-sends-codes.js';
import type { Api } from '../context/api.js';
import { startSession } from './sessions.js';

type RetryApi = Pick<Api, 'db' | 'ring' | 'logins' | 'banks' | 'log'>;

/**
 * Starts the logins that are to be tried again after their bank was unavailable, 50 at most, and gives up those that
 * cannot start. Throws if Temporal or the database cannot be reached: they are then started by a later call.
 */
export async function startDueRetries(api: RetryApi): Promise<void> {
  for (const account of await listDueRetries(api.db)) {
    // The earlier starts took time, in which it may have been switched off, or the account started.
    if (!(await isRetryDue(api.db, account.id))) continue;
    const refusal = await tryToStart(api, account);
    if (refusal) await giveUpDueRetry(api.db, account, refusal);
  }
}

/** Returns the reason why the login must not or cannot start. */
async function tryToStart(api: RetryApi, account: Account): Promise<string | undefined> {
  const bank = api.banks.get(account.bank_code);
  // Its file may have changed since the account was configured.
  if (bank && !neverSendsCodes(bank)) return 'bank_may_send_code';
  try {
    await startSession({ api, account, actor: system });
    return undefined;
  } catch (error) {
    const refusal = toApiError(error);
    if (refusal.code === 'UNAVAILABLE') throw error;
    if (refusal.code !== 'INTERNAL_ERROR') return reasonOf(refusal);
    // Given up as well: the most overdue come first, so a few that fail each time would keep the others from starting.
    api.log.error({ err: error, accountId: account.id }, 'a retry of a login failed to start');
    return 'unexpected';
  }
}

function reasonOf({ code, details }: ApiError): string {
  const reason = details?.['reason'];
  return typeof reason === 'string' ? reason : code.toLowerCase();
}
