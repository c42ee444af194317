import { randomUUID } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import { readAccountStatus } from '../../db/logins/account-status.js';
import { recordEvent } from '../../db/events/events.js';
import type { Account } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import { ApiError, retryAfter } from '../access/api-error.js';

/**
 * Asks the account's login to have the bank send another code. When this returns, Temporal has recorded the command;
 * the request's new deadline tells that the bank took it. Throws RESEND_NOT_AVAILABLE when it is known not to.
 */
export async function requestResend({
  api,
  account,
  actor,
}: {
  api: Api;
  account: Account;
  actor: Actor;
}): Promise<{ requestId: string }> {
  const { request, resendFacts } = await readAccountStatus(api.db, account.id);
  if (!request) throw new ApiError('NO_PENDING_REQUEST');
  const { resend_available_at: availableAt } = request;
  if (availableAt === null) throw notAvailable('not_offered');
  if (resendFacts.codesLeft === 0) throw notAvailable('used_up');
  const waitMs = availableAt.getTime() - resendFacts.now.getTime();
  if (waitMs > 0) throw notAvailable('too_early', retryAfter(waitMs / 1_000));

  const command = { resendId: randomUUID(), requestId: request.id };
  if ((await api.logins.resend(account.id, command)) === 'not_open') throw new ApiError('NO_PENDING_REQUEST');
  await recordEvent(api.db, {
    userId: account.user_id,
    accountId: account.id,
    type: 'code.resend_requested',
    actor,
    details: { requestId: request.id },
  });
  return { requestId: request.id };
}

const notAvailable = (
  reason: 'not_offered' | 'too_early' | 'used_up',
  headers: Record<string, string> = {},
): ApiError => new ApiError('RESEND_NOT_AVAILABLE', { details: { reason }, headers });
