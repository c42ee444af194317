import { sql } from 'kysely';
import type { Db } from '../open.js';

/** An idempotency key, which is unique per credential and account. */
export interface ScopedIdempotencyKey {
  credential: string;
  accountId: string;
  idempotencyKey: string;
}

export interface NewIdempotencyKey extends ScopedIdempotencyKey {
  /** Detects a different body under the same key. */
  bodyFingerprint: string;
  /** Kept until the submission was sent to its login, so that a repeated request can send it. */
  sealedAnswer: string;
}

/** Keys expire after 24 hours. */
export const isUnexpired = sql<boolean>`claim.created_at >= now() - interval '24 hours'`;

/** The submission that was recorded under this key in the last 24 hours, with the fingerprint of its body. */
export async function findKeyedSubmission(db: Db, key: ScopedIdempotencyKey) {
  return db
    .selectFrom('submission_claims as claim')
    .innerJoin('submissions', 'submissions.id', 'claim.submission_id')
    .select([
      'claim.body_fingerprint',
      'claim.sealed_code as sealed_answer',
      'submissions.id as submission_id',
      'submissions.request_id',
      'submissions.fingerprint',
      'submissions.outcome',
    ])
    .where('claim.credential', '=', key.credential)
    .where('claim.account_id', '=', key.accountId)
    .where('claim.idempotency_key', '=', key.idempotencyKey)
    .where(isUnexpired)
    .executeTakeFirst();
}

/** Deletes the sealed answer once the submission was sent to its login, because a repeat need not send it again. */
export async function deleteSealedAnswer(db: Db, submissionId: string): Promise<void> {
  await db
    .updateTable('submission_claims')
    .set({ sealed_code: null })
    .where('submission_id', '=', submissionId)
    .execute();
}

/** Frees the key of a submission that never reached its login. */
export async function releaseIdempotencyKey(db: Db, submissionId: string): Promise<void> {
  await db.deleteFrom('submission_claims').where('submission_id', '=', submissionId).execute();
}

/** A code of a message that was recorded for a pending request, and not sent to its login yet. */
export interface UndeliveredCode {
  accountId: string;
  requestId: string;
  submissionId: string;
  fingerprint: string;
  sealed: string;
}

/**
 * The codes that came in messages while Temporal could not be reached, oldest first: recorded for a request that is still
 * pending, and not sent to its login. Those of the last 3 s may be under way at another process.
 */
export async function readUndeliveredCodes(db: Db): Promise<UndeliveredCode[]> {
  const rows = await db
    .selectFrom('submission_claims as claim')
    .innerJoin('submissions', 'submissions.id', 'claim.submission_id')
    .innerJoin('assistance_requests as request', 'request.id', 'submissions.request_id')
    .select([
      'submissions.account_id as accountId',
      'submissions.request_id as requestId',
      'submissions.id as submissionId',
      'submissions.fingerprint',
    ])
    .select(sql<string>`claim.sealed_code`.as('sealed'))
    .where('claim.sealed_code', 'is not', null)
    .where('claim.credential', 'like', 'message:%')
    .where('claim.created_at', '<', sql<Date>`now() - interval '3 seconds'`)
    .where('submissions.outcome', 'is', null)
    .where('request.status', '=', 'pending')
    .orderBy('claim.created_at')
    .execute();
  return rows;
}
