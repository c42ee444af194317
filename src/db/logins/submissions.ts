import { sql } from 'kysely';
import type { SubmissionOutcome } from '../../assistance/statuses.js';
import type { Db, Trx } from '../open.js';
import type { Submission } from '../tables/schema.js';

/**
 * Records `superseded` for a submission that will not reach any login. False if it reached one after all, because it
 * was tried or has an outcome. True if it was deleted with its account.
 */
export async function supersedeUndelivered(db: Db, submissionId: string): Promise<boolean> {
  const settled = await db
    .updateTable('submissions')
    .set({ outcome: 'superseded', outcome_at: sql<Date>`now()` })
    .where('id', '=', submissionId)
    .where('outcome', 'is', null)
    .where('tried_at', 'is', null)
    .executeTakeFirst();
  if (settled.numUpdatedRows > 0n) return true;
  const kept = db.selectFrom('submissions').select('id').where('id', '=', submissionId);
  return (await kept.executeTakeFirst()) === undefined;
}

/** Records this outcome for all submissions of a request without one; `unknown` for those that were tried. */
export async function closeOpenSubmissions(
  trx: Trx,
  requestId: string,
  outcome: SubmissionOutcome,
): Promise<{ id: string; outcome: SubmissionOutcome | null }[]> {
  return trx
    .updateTable('submissions')
    .set({
      outcome: sql`case when tried_at is null then ${outcome} else 'unknown' end`,
      outcome_at: sql<Date>`now()`,
    })
    .where('request_id', '=', requestId)
    .where('outcome', 'is', null)
    .returning(['id', 'outcome'])
    .execute();
}

/** A submission of the account, with or without an outcome. */
export async function findSubmission(
  db: Db,
  { accountId, submissionId }: { accountId: string; submissionId: string },
): Promise<Submission | undefined> {
  return db
    .selectFrom('submissions')
    .selectAll()
    .where('id', '=', submissionId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

/** Whether the bank rejected the same code earlier in the same login. */
export async function wasRefusedBefore(db: Db, submission: Submission): Promise<boolean> {
  const refused = await db
    .selectFrom('submissions')
    .select('id')
    .where('login_id', '=', submission.login_id)
    .where('fingerprint', '=', submission.fingerprint)
    .where('outcome', '=', 'rejected')
    .limit(1)
    .executeTakeFirst();
  return refused !== undefined;
}

/** Milliseconds from typing a code to the bank's answer; null if it was not typed or has no outcome yet. */
export const bankTookMs = ({
  tried_at: triedAt,
  outcome_at: answeredAt,
}: Pick<Submission, 'tried_at' | 'outcome_at'>): number | null =>
  triedAt && answeredAt ? answeredAt.getTime() - triedAt.getTime() : null;
