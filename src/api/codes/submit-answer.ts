import { randomUUID } from 'node:crypto';
import type { Actor } from '../../assistance/actor.js';
import type { Account } from '../../db/tables/schema.js';
import { fingerprint } from '../../db/keys/fingerprint.js';
import {
  type ScopedIdempotencyKey,
  type UndeliveredCode,
  findKeyedSubmission,
  deleteSealedAnswer,
  releaseIdempotencyKey,
} from '../../db/logins/idempotency-keys.js';
import { recordSubmission } from '../../db/logins/record-submission.js';
import { supersedeUndelivered } from '../../db/logins/submissions.js';
import { purpose, seal } from '../../secrets/seal.js';
import type { ApiDeps } from '../context/api-deps.js';
import { ApiError } from '../access/api-error.js';
import { checkAnswer } from './check-answer.js';
import { usedBefore } from './check-code.js';
import { findRequestToAnswer, type PendingRequestRead, requestEnded } from './find-request-to-answer.js';
import type { AnswerBody } from './wire-submission.js';

export type SubmitDeps = Pick<ApiDeps, 'db' | 'ring' | 'logins' | 'log'>;

interface Submission {
  api: SubmitDeps;
  account: Account;
  actor: Actor;
  body: AnswerBody;
  /** The `X-Request-Id` of the HTTP request, for the log. */
  httpRequestId?: string;
  read?: PendingRequestRead | undefined;
}

interface IdempotencyKey extends ScopedIdempotencyKey {
  /** Keyed hash of the body that the key was sent with. */
  bodyFingerprint: string;
}

export interface Submitted {
  submissionId: string;
  requestId: string;
}

/** A submission that is recorded, and still to be sent to its login. */
interface Recorded extends Submitted {
  fingerprint: string;
  sealed: string;
  /** ISO 8601 in UTC; absent where it is sent again. */
  receivedAt?: string;
}

/** Where a recorded submission is sent. The body says what kind of answer it is: without an option or a text, a code. */
interface Delivery {
  api: SubmitDeps;
  accountId: string;
  body: Pick<AnswerBody, 'option' | 'text'>;
  httpRequestId?: string | undefined;
}

const deliveryOf = ({ api, account, body, httpRequestId }: Submission): Delivery => ({
  api,
  accountId: account.id,
  body,
  httpRequestId,
});

/**
 * Submits an answer to the account's pending request. When this resolves, Temporal has recorded it, and it will get an
 * outcome. Throws NO_PENDING_REQUEST, REQUEST_SUPERSEDED, and what `checkAnswer` throws; nothing was sent to the bank
 * then. After UNAVAILABLE, the answer may have reached the login.
 */
export async function submitAnswer(submission: Submission): Promise<Submitted> {
  return deliver(deliveryOf(submission), await prepare(submission));
}

/**
 * `submitAnswer` with an idempotency key. A repeat, be it concurrent, after a crash or after UNAVAILABLE, returns the
 * same submission, and the answer is tried once. Also throws CONFLICT if the key was used with another body.
 */
export async function submitAnswerOnce(
  submission: Submission,
  { credential, idempotencyKey }: { credential: string; idempotencyKey: string },
): Promise<Submitted> {
  const key: IdempotencyKey = {
    credential,
    idempotencyKey,
    accountId: submission.account.id,
    bodyFingerprint: await fingerprintBody(submission),
  };
  const repeated = await repeat(submission, key);
  if (repeated) return repeated;
  try {
    return await deliverKeyed(deliveryOf(submission), await prepare(submission, key));
  } catch (error) {
    // A concurrent repeat may have been faster, and its answer may even have ended the request.
    const raced = error instanceof ApiError ? await repeat(submission, key) : undefined;
    if (raced) return raced;
    throw error;
  }
}

function fingerprintBody({ api, body }: Submission): Promise<string> {
  const { code = null, message = null, option, text, request_id: requestId = null } = body;
  const isCode = option === undefined && text === undefined;
  const parts = [code, message, requestId, ...(isCode ? [] : [option ?? null, text ?? null])];
  // A keyed hash, because a plain one of a code with few digits could be reversed.
  return fingerprint(api, 'idempotency', JSON.stringify(parts));
}

/** The submission of an earlier use of the key; delivers it again unless it is known to have been delivered. */
async function repeat(submission: Submission, key: IdempotencyKey): Promise<Submitted | undefined> {
  const earlier = await findKeyedSubmission(submission.api.db, key);
  if (!earlier) return undefined;
  if (earlier.body_fingerprint !== key.bodyFingerprint)
    throw new ApiError('CONFLICT', {
      message: 'This Idempotency-Key was already used with another body. Send a new key.',
    });
  const { submission_id: submissionId, request_id: requestId, sealed_answer: sealed } = earlier;
  const isDelivered = sealed === null || earlier.outcome !== null;
  if (!isDelivered)
    await deliverKeyed(deliveryOf(submission), {
      submissionId,
      requestId,
      fingerprint: earlier.fingerprint,
      sealed,
    });
  return { submissionId, requestId };
}

/** Checks the answer and records its submission, with the idempotency key if there is one. */
async function prepare(
  { api, account, actor, body, read }: Submission,
  key?: IdempotencyKey,
): Promise<Recorded> {
  const receivedAt = new Date().toISOString();
  const request = await findRequestToAnswer(api, account, body.request_id, read);
  const { kind, value, optionLabel, ...answer } = await checkAnswer(api, request, body);
  const submissionId = randomUUID();
  const requestId = request.id;
  const ids = { accountId: account.id, loginId: request.login_id, requestId, submissionId };
  const sealed = await seal(api.ring, purpose[kind](ids), value);
  const recorded = await recordSubmission(
    api.db,
    {
      ...ids,
      userId: account.user_id,
      fingerprint: answer.fingerprint,
      actor,
      ...(optionLabel !== undefined && { optionLabel }),
    },
    key && { ...key, sealedAnswer: sealed },
  );
  switch (recorded) {
    case 'recorded':
      return { submissionId, requestId, fingerprint: answer.fingerprint, sealed, receivedAt };
    case 'not_pending':
      throw await requestEnded(api, request, body.request_id);
    case 'used_before':
      throw usedBefore(request);
    case 'key_in_use':
      // A concurrent repeat has recorded its submission: `submitAnswerOnce` finds and returns that.
      throw new ApiError('CONFLICT');
  }
}

/**
 * Sends a code to its login that was recorded while Temporal could not be reached. A login that has it already ignores it.
 * Throws as `submitAnswer` does; NO_PENDING_REQUEST if the login has ended.
 */
export async function deliverUndelivered(
  api: SubmitDeps,
  { accountId, ...recorded }: UndeliveredCode,
): Promise<void> {
  await deliverKeyed({ api, accountId, body: {} }, recorded);
}

/**
 * Signals the login about a recorded submission. If Temporal cannot be reached, it is unknown whether the signal
 * arrived: the row then keeps no outcome until a report of the login, or the end of its request, sets one.
 */
async function deliver(delivery: Delivery, recorded: Recorded): Promise<Submitted> {
  const { api, accountId, httpRequestId } = delivery;
  const { submissionId, requestId } = recorded;
  const isOpen = (await signal(delivery, recorded)) !== 'not_open';
  // An earlier delivery may have arrived although its response was lost; then the submission keeps its own outcome.
  if (!isOpen && (await supersedeUndelivered(api.db, submissionId))) {
    await releaseIdempotencyKey(api.db, submissionId);
    throw new ApiError('NO_PENDING_REQUEST');
  }
  api.log.info({ httpRequestId, accountId, requestId, submissionId }, 'submission sent to its login');
  return { submissionId, requestId };
}

/** `deliver` for a submission with an idempotency key, whose answer was kept in case it must be sent again. */
async function deliverKeyed(delivery: Delivery, recorded: Recorded): Promise<Submitted> {
  const submitted = await deliver(delivery, recorded);
  await deleteSealedAnswer(delivery.api.db, recorded.submissionId);
  return submitted;
}

function signal(
  { api, accountId, body: { option, text }, httpRequestId }: Delivery,
  { sealed, ...recorded }: Recorded,
) {
  const answer = { ...recorded, ...(httpRequestId !== undefined && { httpRequestId }) };
  if (option !== undefined) return api.logins.answer(accountId, { ...answer, option });
  if (text !== undefined) return api.logins.answer(accountId, { ...answer, sealedText: sealed });
  return api.logins.submit(accountId, { ...answer, sealedCode: sealed });
}
