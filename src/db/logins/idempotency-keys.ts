import { sql } from 'kysely';
import type { Db } from '../open.js';
import { insertSubmission, type NewSubmission } from './submissions.js';

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

class KeyInUse extends Error {}

/**
 * Records a submission and its idempotency key in one transaction. Of concurrent calls with the same key, one records
 * and the others get `key_in_use` after it has committed. `not_pending`: the request has ended.
 */
export async function recordKeyedSubmission(
  db: Db,
  submission: NewSubmission,
  claim: NewIdempotencyKey,
): Promise<'recorded' | 'not_pending' | 'key_in_use'> {
  try {
    return await db.transaction().execute(async (trx) => {
      if (!(await insertSubmission(trx, submission))) return 'not_pending';
      await trx
        .deleteFrom('submission_claims as claim')
        .where('account_id', '=', claim.accountId)
        .where((where) => where.not(isUnexpired))
        .execute();
      const claimed = await trx
        .insertInto('submission_claims')
        .values({
          credential: claim.credential,
          account_id: claim.accountId,
          idempotency_key: claim.idempotencyKey,
          body_fingerprint: claim.bodyFingerprint,
          submission_id: submission.submissionId,
          sealed_code: claim.sealedAnswer,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('submission_id')
        .executeTakeFirst();
      // Thrown to roll back the submission, too.
      if (!claimed) throw new KeyInUse();
      return 'recorded';
    });
  } catch (error) {
    if (error instanceof KeyInUse) return 'key_in_use';
    throw error;
  }
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
