import { system } from '../../assistance/actor.js';
import { giveUpRetry, listDueRetries } from '../../db/logins/login-retries.js';
import { ApiError } from '../access/api-error.js';
import { neverSendsCodes } from './never-sends-codes.js';
import type { Api } from '../context/api.js';
import { startSession } from './sessions.js';

/**
 * Starts the logins that are to be tried again after their bank was unavailable, and gives up those that must not start
 * any more. Throws if Temporal or the database cannot be reached: they are then started by a later call.
 */
export async function startDueRetries(api: Pick<Api, 'db' | 'ring' | 'logins' | 'banks'>): Promise<void> {
  for (const account of await listDueRetries(api.db)) {
    const bank = api.banks.get(account.bank_code);
    // Its file may have changed since the account was configured.
    if (bank && !neverSendsCodes(bank)) {
      await giveUpRetry(api.db, account, 'bank_may_send_code');
      continue;
    }
    try {
      await startSession({ api, account, actor: system });
    } catch (error) {
      if (!(error instanceof ApiError) || error.code === 'UNAVAILABLE') throw error;
      await giveUpRetry(api.db, account, reasonOf(error));
    }
  }
}

function reasonOf({ code, details }: ApiError): string {
  const reason = details?.['reason'];
  return typeof reason === 'string' ? reason : code.toLowerCase();
}
