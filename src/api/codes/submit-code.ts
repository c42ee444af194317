import { randomUUID } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import { type ExpectedShape, fitsDescriptor, normalizeCode } from '../../assistance/code-shape.js';
import { codeInMessage } from '../../assistance/message/code-in-message.js';
import { toWireShape } from '../../assistance/wire-descriptor.js';
import { findRequest } from '../../db/logins/assistance-requests.js';
import { findPendingRequest } from '../../db/logins/logins.js';
import type { Account, AssistanceRequest } from '../../db/tables/schema.js';
import {
  type ScopedIdempotencyKey,
  findKeyedSubmission,
  deleteSealedCode,
  recordKeyedSubmission,
  releaseIdempotencyKey,
} from '../../db/logins/idempotency-keys.js';
import {
  type NewSubmission,
  recordSubmission,
  supersedeUndelivered,
  wasUsedAtEarlierRequest,
} from '../../db/logins/submissions.js';
import { purpose, seal } from '../../secrets/seal.js';
import type { SubmittedCode } from '../../temporal/login-messages.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import type { SubmitBody } from './wire-submission.js';

/** What submitting a code takes of the API. */
export type SubmitDeps = Pick<ApiDeps, 'db' | 'ring' | 'logins'>;

interface Submitting {
  api: SubmitDeps;
  account: Account;
  actor: Actor;
  body: SubmitBody;
}

/** An `Idempotency-Key` and what it was sent with. */
interface Claim extends ScopedIdempotencyKey {
  bodyFingerprint: string;
}

export interface Submitted {
  submissionId: string;
  requestId: string;
}

/**
 * SubmitDeps a code to the account's pending request. When this returns, Temporal has recorded it: it will be
 * tried, or gets an outcome that says why not. Throws what the contract answers to a code that cannot be tried.
 */
export async function submitCode(submitting: Submitting): Promise<Submitted> {
  return tell(submitting, await prepare(submitting));
}

/**
 * The same under an idempotency key. Whoever repeats it, at the same time, after a crash or after a 503, speaks
 * of the same submission; the login counts a submission once, however often it is told.
 */
export async function submitCodeOnce(
  submitting: Submitting,
  { credential, idempotencyKey }: { credential: string; idempotencyKey: string },
): Promise<Submitted> {
  const claim: Claim = {
    credential,
    idempotencyKey,
    accountId: submitting.account.id,
    bodyFingerprint: bodyFingerprintOf(submitting),
  };
  const repeated = await repeat(submitting, claim);
  if (repeated) return repeated;
  try {
    return await tell(submitting, await prepare(submitting, claim));
  } catch (error) {
    // Another with the same key may have come first, and with its code the request's end.
    const raced = error instanceof ApiError ? await repeat(submitting, claim) : undefined;
    if (raced) return raced;
    throw error;
  }
}

const bodyFingerprintOf = ({ api, body: { code, message, request_id: requestId } }: Submitting): string =>
  // Keyed, because it is made of a code of few digits.
  api.ring.fingerprint('idempotency', JSON.stringify([code ?? null, message ?? null, requestId ?? null]));

/** What an earlier use of the key stands for; tells the login of it, if that is not known to have been done. */
async function repeat(submitting: Submitting, claim: Claim): Promise<Submitted | undefined> {
  const earlier = await findKeyedSubmission(submitting.api.db, claim);
  if (!earlier) return undefined;
  if (earlier.body_fingerprint !== claim.bodyFingerprint)
    throw new ApiError('CONFLICT', { message: 'This idempotency key was used with another body.' });
  const {
    submission_id: submissionId,
    request_id: requestId,
    fingerprint,
    sealed_code: sealedCode,
  } = earlier;
  const isTold = sealedCode === null || earlier.outcome !== null;
  if (!isTold) await tell(submitting, { submissionId, requestId, fingerprint, sealedCode });
  return { submissionId, requestId };
}

/** Checks the code and records its submission. */
async function prepare(submitting: Submitting, claim?: Claim): Promise<SubmittedCode> {
  const { api, account, actor, body } = submitting;
  const request = await requestToAnswer(api, account, body.request_id);
  const code = await usableCode(api, request, body);
  const submission: NewSubmission = {
    submissionId: randomUUID(),
    requestId: request.id,
    loginId: request.login_id,
    accountId: account.id,
    userId: account.user_id,
    fingerprint: fingerprintOf(api, request, code),
    actor,
  };
  const sealedCode = await seal(api.ring, purpose.code(submission), code);
  const recorded = await record(api, submission, claim && { ...claim, sealedCode });
  // It ended since we looked, and a request that came instead is not what this code was for.
  if (recorded === 'not_pending') throw await noLongerPending(api, request, body.request_id);
  // Whoever claimed the key first has recorded it: `submitCodeOnce` looks again.
  if (recorded === 'key_in_use') throw new ApiError('CONFLICT');
  const { submissionId, requestId, fingerprint } = submission;
  return { submissionId, requestId, fingerprint, sealedCode };
}

async function record(
  { db }: SubmitDeps,
  submission: NewSubmission,
  claim: Parameters<typeof recordKeyedSubmission>[2] | undefined,
): Promise<'recorded' | 'not_pending' | 'key_in_use'> {
  if (claim) return recordKeyedSubmission(db, submission, claim);
  return (await recordSubmission(db, submission)) ? 'recorded' : 'not_pending';
}

/** The request that a code is for: the pending one, if it is the one that the caller means. */
async function requestToAnswer(
  api: SubmitDeps,
  account: Account,
  requestId: string | undefined,
): Promise<AssistanceRequest> {
  const pending = await findPendingRequest(api.db, account.id);
  if (requestId === undefined || requestId === pending?.id) {
    if (!pending) throw new ApiError('NO_PENDING_REQUEST');
    return pending;
  }
  const meant = await findRequest(api.db, { accountId: account.id, requestId });
  if (!meant) throw new ApiError('NO_PENDING_REQUEST');
  // It became pending between the two looks.
  if (meant.status === 'pending') return meant;
  throw superseded(meant);
}

const superseded = ({ status, reason }: AssistanceRequest): ApiError =>
  new ApiError('REQUEST_SUPERSEDED', { details: { status, ...(reason === null ? {} : { reason }) } });

async function noLongerPending(
  api: SubmitDeps,
  { id, account_id: accountId }: AssistanceRequest,
  requestId: string | undefined,
): Promise<ApiError> {
  const ended = await findRequest(api.db, { accountId, requestId: id });
  return ended && requestId !== undefined ? superseded(ended) : new ApiError('NO_PENDING_REQUEST');
}

async function usableCode(api: SubmitDeps, request: AssistanceRequest, body: SubmitBody): Promise<string> {
  const expected = toWireShape(request.descriptor);
  const code = codeIn(body, request.descriptor);
  if (!fitsDescriptor(code, request.descriptor))
    throw new ApiError('INVALID_CODE', { details: { expected } });
  const isUsed = await wasUsedAtEarlierRequest(api.db, {
    loginId: request.login_id,
    requestId: request.id,
    fingerprint: fingerprintOf(api, request, code),
  });
  if (isUsed) {
    throw new ApiError('INVALID_CODE', {
      message: 'This code was used before in this login; the bank asks for a new one.',
      details: { expected: { ...expected, fresh: true } },
    });
  }
  return code;
}

/** The code that a body holds, normalized; empty when it was made of separators only, which fits nothing. */
function codeIn({ code, message }: SubmitBody, shape: ExpectedShape): string {
  if (code !== undefined) return normalizeCode(code);
  const read = codeInMessage(message ?? '', shape);
  if (read.found !== 'one') throw new ApiError('AMBIGUOUS_MESSAGE', { details: { found: read.found } });
  return read.code;
}

const fingerprintOf = (
  { ring }: SubmitDeps,
  { login_id: loginId }: AssistanceRequest,
  code: string,
): string => ring.fingerprint(loginId, code);

/**
 * Tells the login of a recorded submission. When Temporal cannot be reached it stays open whether the login
 * heard of it: then the row keeps no outcome, and the login's reports or the end of its request give it one.
 */
async function tell({ api, account }: Submitting, code: SubmittedCode): Promise<Submitted> {
  const { submissionId, requestId } = code;
  const isOpen = (await api.logins.submit(account.id, code)) !== 'not_open';
  // It may have been told before, and only the answer to that was lost.
  if (!isOpen && (await supersedeUndelivered(api.db, submissionId))) {
    await releaseIdempotencyKey(api.db, submissionId);
    throw new ApiError('NO_PENDING_REQUEST');
  }
  await deleteSealedCode(api.db, submissionId);
  return { submissionId, requestId };
}
