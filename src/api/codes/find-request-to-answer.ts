import { findPendingRequest, findRequest, type ShownRequest } from '../../db/logins/assistance-requests.js';
import type { Account } from '../../db/tables/schema.js';
import { ApiError } from '../access/api-error.js';
import type { ApiDeps } from '../context/api-deps.js';

/** The pending request of the account, if it has one, as read with the caller's key. */
export interface PendingRequestRead {
  request: ShownRequest | undefined;
}

/**
 * The request that an answer is for: the pending request of the account, which must be the one that the caller names, if
 * any. `read`, if the pending request has just been read. Throws NO_PENDING_REQUEST or REQUEST_SUPERSEDED.
 */
export async function findRequestToAnswer(
  { db }: Pick<ApiDeps, 'db'>,
  account: Account,
  requestId: string | undefined,
  read?: PendingRequestRead,
): Promise<ShownRequest> {
  const { request: pending } = read ?? { request: await findPendingRequest(db, account.id) };
  if (requestId === undefined || requestId === pending?.id) {
    if (!pending) throw new ApiError('NO_PENDING_REQUEST');
    return pending;
  }
  const named = await findRequest(db, { accountId: account.id, requestId });
  if (!named) throw new ApiError('NO_PENDING_REQUEST');
  // It became pending between the two queries.
  if (named.status === 'pending') return named;
  throw superseded(named);
}

/**
 * The error for a request that ended after `findRequestToAnswer` had returned it. A caller that did not name it gets
 * NO_PENDING_REQUEST: the answer is not submitted to a request that replaced it.
 */
export async function requestEnded(
  { db }: Pick<ApiDeps, 'db'>,
  { id, account_id: accountId }: ShownRequest,
  requestId: string | undefined,
): Promise<ApiError> {
  const ended = await findRequest(db, { accountId, requestId: id });
  return ended && requestId !== undefined ? superseded(ended) : new ApiError('NO_PENDING_REQUEST');
}

const superseded = ({ status, reason }: ShownRequest): ApiError =>
  new ApiError('REQUEST_SUPERSEDED', { details: { status, ...(reason === null ? {} : { reason }) } });
