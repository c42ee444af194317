import { codeInMessage } from '../../assistance/message/code-in-message.js';
import { type ExpectedShape, fitsDescriptor, normalizeCode } from '../../assistance/code-shape.js';
import type { Descriptor } from '../../assistance/descriptor.js';
import { toWireShape } from '../../assistance/wire-descriptor.js';
import { contentOf, findPendingRequest, findRequest } from '../../db/logins/assistance-requests.js';
import type { Account, AssistanceRequest } from '../../db/tables/schema.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import type { CodeBody } from './wire-submission.js';

type CheckDeps = Pick<ApiDeps, 'db' | 'ring'>;

/**
 * The request that an answer is for: the pending request of the account, which must be the one that the caller names, if
 * any. Throws NO_PENDING_REQUEST or REQUEST_SUPERSEDED.
 */
export async function findRequestToAnswer(
  { db }: CheckDeps,
  account: Account,
  requestId: string | undefined,
): Promise<AssistanceRequest> {
  const pending = await findPendingRequest(db, account.id);
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
  { db }: CheckDeps,
  { id, account_id: accountId }: AssistanceRequest,
  requestId: string | undefined,
): Promise<ApiError> {
  const ended = await findRequest(db, { accountId, requestId: id });
  return ended && requestId !== undefined ? superseded(ended) : new ApiError('NO_PENDING_REQUEST');
}

const superseded = ({ status, reason }: AssistanceRequest): ApiError =>
  new ApiError('REQUEST_SUPERSEDED', { details: { status, ...(reason === null ? {} : { reason }) } });

/**
 * The code in a body, normalized, and its fingerprint, which recognizes it within a login. Throws AMBIGUOUS_MESSAGE, or
 * INVALID_CODE if its shape is wrong.
 */
export function checkCode(
  { ring }: Pick<CheckDeps, 'ring'>,
  { login_id: loginId }: AssistanceRequest,
  { body, descriptor }: { body: CodeBody; descriptor: Descriptor },
): { code: string; fingerprint: string } {
  const code = readCode(body, descriptor);
  if (!fitsDescriptor(code, descriptor))
    throw new ApiError('INVALID_CODE', { details: { expected: toWireShape(descriptor) } });
  return { code, fingerprint: ring.fingerprint(loginId, code) };
}

/** The error for a code that the bank was given at an earlier request of the same login. */
export function usedBefore(request: AssistanceRequest): ApiError {
  const content = contentOf(request);
  return new ApiError('INVALID_CODE', {
    message: 'This code was already used earlier in this login, and the bank asks for a new one.',
    details: { expected: { ...(content.type === 'otp' && toWireShape(content.descriptor)), fresh: true } },
  });
}

/** Empty if the body's code consists of separators only, which fits no descriptor. */
function readCode({ code, message }: CodeBody, shape: ExpectedShape): string {
  if (code !== undefined) return normalizeCode(code);
  const read = codeInMessage(message ?? '', shape);
  if (read.found !== 'one') throw new ApiError('AMBIGUOUS_MESSAGE', { details: { found: read.found } });
  return read.code;
}
