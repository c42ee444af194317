import { randomUUID } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import { readAccountStatus } from '../../db/logins/account-status.js';
import { recordEvent } from '../../db/events/events.js';
import type { Account } from '../../db/tables/schema.js';
import type { Api } from '../context/api.js';
import { ApiError, retryAfter } from '../access/api-error.js';

/**
 * Asks the account's login to have the bank send another code. When this resolves, Temporal has recorded the request to
 * resend; once the bank has sent a code, the assistance request has a new deadline. Throws NO_PENDING_REQUEST, or
 * RESEND_NOT_AVAILABLE with the reason in `details.reason`.
 */
export async function resendCode({
  api,
  account,
  actor,
}: {
  api: Pick<Api, 'db' | 'logins'>;
  account: Account;
  actor: Actor;
}): Promise<{ requestId: string }> {
  const { request, resendFacts } = await readAccountStatus(api.db, account.id);
  if (!request) throw new ApiError('NO_PENDING_REQUEST');
  const { id: requestId, resend_available_at: availableAt } = request;
  if (availableAt === null) throw notAvailable('not_offered');
  if (resendFacts.codesLeft === 0) throw notAvailable('used_up');
  const waitMs = availableAt.getTime() - resendFacts.now.getTime();
  if (waitMs > 0) throw notAvailable('too_early', retryAfter(waitMs / 1_000));

  const signalled = await api.logins.resend(account.id, { resendId: randomUUID(), requestId });
  if (signalled === 'not_open') throw new ApiError('NO_PENDING_REQUEST');
  await recordEvent(api.db, account, { type: 'code.resend_requested', actor, details: { requestId } });
  return { requestId };
}

const notAvailable = (
  reason: 'not_offered' | 'too_early' | 'used_up',
  headers: Record<string, string> = {},
): ApiError => new ApiError('RESEND_NOT_AVAILABLE', { details: { reason }, headers });
