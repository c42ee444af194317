import { readAccountStatus, readResendFacts } from '../../db/logins/account-status.js';
import { findOpenLogin } from '../../db/logins/logins.js';
import type { Account } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import { liveToWireRequest, toWireRequest, type WireRequest } from './wire-assistance-request.js';

/** The account's pending request as its workflow knows it now; the projection answers when that cannot say. */
export async function currentRequest(api: Api, account: Account): Promise<WireRequest | null> {
  const login = await findOpenLogin(api.db, account.id);
  if (!login) return null;
  const live = await api.liveStatus(account.id);
  // A workflow that began since then is another login: the projection of that one is still to come.
  if (live?.loginId === login.id && live.opening === null)
    return live.request && liveToWireRequest(live.request, await readResendFacts(api.db, account.id));
  const { request, resendFacts } = await readAccountStatus(api.db, account.id);
  return request ? toWireRequest(request, resendFacts) : null;
}
