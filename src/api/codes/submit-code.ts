import { randomUUID } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import type { Account } from '../../db/tables/schema.js';
import {
  type ScopedIdempotencyKey,
  findKeyedSubmission,
  deleteSealedCode,
  type NewIdempotencyKey,
  recordKeyedSubmission,
  releaseIdempotencyKey,
} from '../../db/logins/idempotency-keys.js';
import { type NewSubmission, recordSubmission, supersedeUndelivered } from '../../db/logins/submissions.js';
import { purpose, seal } from '../../secrets/seal.js';
import type { SubmittedCode } from '../../temporal/login-messages.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import { checkCode, findRequestToAnswer, requestEnded } from './check-code.js';
import type { SubmitBody } from './wire-submission.js';

export type SubmitDeps = Pick<ApiDeps, 'db' | 'ring' | 'logins'>;

interface Submission {
  api: SubmitDeps;
  account: Account;
  actor: Actor;
  body: SubmitBody;
}

interface IdempotencyKey extends ScopedIdempotencyKey {
  /** Keyed hash of the body that the key was sent with. */
  bodyFingerprint: string;
}

export interface Submitted {
  submissionId: string;
  requestId: string;
}

/**
 * Submits a code to the account's pending request. When this resolves, Temporal has recorded it, and it will get an
 * outcome. Throws NO_PENDING_REQUEST, REQUEST_SUPERSEDED, INVALID_CODE or AMBIGUOUS_MESSAGE; nothing was sent to the
 * bank then. After UNAVAILABLE, the code may have reached the login.
 */
export async function submitCode(submission: Submission): Promise<Submitted> {
  return deliver(submission, await prepare(submission));
}

/**
 * `submitCode` with an idempotency key. A repeat, be it concurrent, after a crash or after UNAVAILABLE, returns the same
 * submission, and the code is tried once. Also throws CONFLICT if the key was used with another body.
 */
export async function submitCodeOnce(
  submission: Submission,
  { credential, idempotencyKey }: { credential: string; idempotencyKey: string },
): Promise<Submitted> {
  const key: IdempotencyKey = {
    credential,
    idempotencyKey,
    accountId: submission.account.id,
    bodyFingerprint: fingerprintBody(submission),
  };
  const repeated = await repeat(submission, key);
  if (repeated) return repeated;
  try {
    return await deliver(submission, await prepare(submission, key));
  } catch (error) {
    // A concurrent repeat may have been faster, and its code may even have ended the request.
    const raced = error instanceof ApiError ? await repeat(submission, key) : undefined;
    if (raced) return raced;
    throw error;
  }
}

const fingerprintBody = ({ api, body: { code, message, request_id: requestId } }: Submission): string =>
  // A keyed hash, because a plain one of a code with few digits could be reversed.
  api.ring.fingerprint('idempotency', JSON.stringify([code ?? null, message ?? null, requestId ?? null]));

/** The submission of an earlier use of the key; delivers it again unless it is known to have been delivered. */
async function repeat(submission: Submission, key: IdempotencyKey): Promise<Submitted | undefined> {
  const earlier = await findKeyedSubmission(submission.api.db, key);
  if (!earlier) return undefined;
  if (earlier.body_fingerprint !== key.bodyFingerprint)
    throw new ApiError('CONFLICT', {
      message: 'This Idempotency-Key was already used with another body. Send a new key.',
    });
  const {
    submission_id: submissionId,
    request_id: requestId,
    fingerprint,
    sealed_code: sealedCode,
  } = earlier;
  const isDelivered = sealedCode === null || earlier.outcome !== null;
  if (!isDelivered) await deliver(submission, { submissionId, requestId, fingerprint, sealedCode });
  return { submissionId, requestId };
}

/** Checks the code and records its submission, with the idempotency key if there is one. */
async function prepare(
  { api, account, actor, body }: Submission,
  key?: IdempotencyKey,
): Promise<SubmittedCode> {
  const request = await findRequestToAnswer(api, account, body.request_id);
  const { code, fingerprint } = await checkCode(api, request, body);
  const submissionId = randomUUID();
  const requestId = request.id;
  const ids = { accountId: account.id, loginId: request.login_id, requestId, submissionId };
  const sealedCode = await seal(api.ring, purpose.code(ids), code);
  const recorded = await record(
    api,
    { ...ids, userId: account.user_id, fingerprint, actor },
    key && { ...key, sealedCode },
  );
  if (recorded === 'not_pending') throw await requestEnded(api, request, body.request_id);
  // A concurrent repeat has recorded its submission: `submitCodeOnce` finds and returns that.
  if (recorded === 'key_in_use') throw new ApiError('CONFLICT');
  return { submissionId, requestId, fingerprint, sealedCode };
}

async function record(
  { db }: SubmitDeps,
  submission: NewSubmission,
  key: NewIdempotencyKey | undefined,
): Promise<'recorded' | 'not_pending' | 'key_in_use'> {
  if (key) return recordKeyedSubmission(db, submission, key);
  return (await recordSubmission(db, submission)) ? 'recorded' : 'not_pending';
}

/**
 * Signals the login about a recorded submission. If Temporal cannot be reached, it is unknown whether the signal
 * arrived: the row then keeps no outcome until a report of the login, or the end of its request, sets one.
 */
async function deliver({ api, account }: Submission, code: SubmittedCode): Promise<Submitted> {
  const { submissionId, requestId } = code;
  const isOpen = (await api.logins.submit(account.id, code)) !== 'not_open';
  // An earlier delivery may have arrived although its response was lost; then the submission keeps its own outcome.
  if (!isOpen && (await supersedeUndelivered(api.db, submissionId))) {
    await releaseIdempotencyKey(api.db, submissionId);
    throw new ApiError('NO_PENDING_REQUEST');
  }
  await deleteSealedCode(api.db, submissionId);
  return { submissionId, requestId };
}
