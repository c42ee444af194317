import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import type { SubmissionOutcome } from '../../assistance/statuses.js';
import { recordEvent } from '../events/events.js';
import type { Db, Trx } from '../open.js';
import type { Submission } from '../tables/schema.js';

export interface NewSubmission {
  submissionId: string;
  requestId: string;
  loginId: string;
  accountId: string;
  userId: string;
  fingerprint: string;
  actor: Actor;
}

/** Records a submission, before the login is told of it. False when its request is no longer pending. */
export async function recordSubmission(db: Db, submission: NewSubmission): Promise<boolean> {
  return db.transaction().execute((trx) => insertSubmission(trx, submission));
}

export async function insertSubmission(trx: Trx, submission: NewSubmission): Promise<boolean> {
  // The account first, as its deletion does: the row below needs it, and would wait for a deletion that waits
  // for the request.
  await trx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', submission.accountId)
    .forKeyShare()
    .execute();
  // The lock orders this row against the report that ends the request: that one settles all rows it sees.
  const request = await trx
    .selectFrom('assistance_requests')
    .select('id')
    .where('id', '=', submission.requestId)
    .where('status', '=', 'pending')
    .forShare()
    .executeTakeFirst();
  if (!request) return false;
  await trx
    .insertInto('submissions')
    .values({
      id: submission.submissionId,
      request_id: submission.requestId,
      login_id: submission.loginId,
      account_id: submission.accountId,
      fingerprint: submission.fingerprint,
      actor: JSON.stringify(submission.actor),
    })
    .execute();
  const { userId, accountId, actor, submissionId, requestId } = submission;
  const details = { submissionId, requestId };
  await recordEvent(trx, { userId, accountId, type: 'code.submitted', actor, details });
  return true;
}

/**
 * Gives a submission that no login will hear of its outcome. False when one has heard of it after all: it was tried, or
 * has an outcome. One that went with its account counts as unheard.
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

/** Gives every submission to a request that has no outcome this one; a code that was tried is `unknown` instead. */
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

/** Whether this code was already used at an earlier request of the same login. */
export async function wasUsedAtEarlierRequest(
  db: Db,
  { loginId, requestId, fingerprint }: { loginId: string; requestId: string; fingerprint: string },
): Promise<boolean> {
  const used = await db
    .selectFrom('submissions')
    .select('id')
    .where('login_id', '=', loginId)
    .where('request_id', '!=', requestId)
    .where('fingerprint', '=', fingerprint)
    // One that came too early for a second prompt was never typed, and is the right one now.
    .where('tried_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return used !== undefined;
}

/** From the typing of a code to the bank's answer; null while, or where, the bank was not asked. */
export const bankTookMs = ({
  tried_at: triedAt,
  outcome_at: answeredAt,
}: Pick<Submission, 'tried_at' | 'outcome_at'>): number | null =>
  triedAt && answeredAt ? answeredAt.getTime() - triedAt.getTime() : null;
