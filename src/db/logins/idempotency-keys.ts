import { sql } from 'kysely';
import type { Db } from '../open.js';
import { insertSubmission, type NewSubmission } from './submissions.js';

/** An idempotency key in the hands of one credential, for one account. */
export interface ScopedIdempotencyKey {
  credential: string;
  accountId: string;
  idempotencyKey: string;
}

export interface NewIdempotencyKey extends ScopedIdempotencyKey {
  /** Tells another body under the same key. */
  bodyFingerprint: string;
  /** Kept until the login was told of the submission: a repeat can tell it. */
  sealedCode: string;
}

/** Claims live for a day. */
export const isUnexpired = sql<boolean>`claim.created_at >= now() - interval '24 hours'`;

/** What was claimed by this key within a day, with the submission that it stands for. */
export async function findKeyedSubmission(db: Db, key: ScopedIdempotencyKey) {
  return db
    .selectFrom('submission_claims as claim')
    .innerJoin('submissions', 'submissions.id', 'claim.submission_id')
    .select([
      'claim.body_fingerprint',
      'claim.sealed_code',
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
 * Records a submission together with the claim on it: neither ever stands alone, wherever a process dies. Of
 * several that claim the same key at once, one records and the others are told `claimed` once it has.
 */
export async function recordKeyedSubmission(
  db: Db,
  submission: NewSubmission,
  claim: NewIdempotencyKey,
): Promise<'recorded' | 'not_pending' | 'claimed'> {
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
          sealed_code: claim.sealedCode,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('submission_id')
        .executeTakeFirst();
      // Thrown, not returned: the submission must not be recorded either.
      if (!claimed) throw new KeyInUse();
      return 'recorded';
    });
  } catch (error) {
    if (error instanceof KeyInUse) return 'claimed';
    throw error;
  }
}

/** The login was told of the submission: a repeat need not tell it again. */
export async function deleteSealedCode(db: Db, submissionId: string): Promise<void> {
  await db
    .updateTable('submission_claims')
    .set({ sealed_code: null })
    .where('submission_id', '=', submissionId)
    .execute();
}

/** The submission came to nothing before any login heard of it: its key is free again. */
export async function releaseIdempotencyKey(db: Db, submissionId: string): Promise<void> {
  await db.deleteFrom('submission_claims').where('submission_id', '=', submissionId).execute();
}
