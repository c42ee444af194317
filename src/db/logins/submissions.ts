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
  /** The label of the option that was chosen; absent for codes and texts. */
  optionLabel?: string;
  actor: Actor;
}

/** Records a submission, before it is sent to its login. False if its request is no longer pending. */
export async function recordSubmission(db: Db, submission: NewSubmission): Promise<boolean> {
  return db.transaction().execute((trx) => insertSubmission(trx, submission));
}

/** As recordSubmission, in the caller's transaction. */
export async function insertSubmission(trx: Trx, submission: NewSubmission): Promise<boolean> {
  // Locks the account first, as its deletion does. The insert needs that lock, too, and would otherwise deadlock with
  // a deletion that waits for the request.
  await trx
    .selectFrom('accounts')
    .select('id')
    .where('id', '=', submission.accountId)
    .forKeyShare()
    .execute();
  // The lock orders this insert and the report that ends the request and gives all its submissions an outcome.
  const request = await trx
    .selectFrom('assistance_requests')
    .select('type')
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
      option_label: submission.optionLabel ?? null,
      actor: JSON.stringify(submission.actor),
    })
    .execute();
  const { userId, accountId, actor, submissionId, requestId, optionLabel } = submission;
  const details = {
    submissionId,
    requestId,
    type: request.type,
    ...(optionLabel !== undefined && { option: optionLabel }),
  };
  await recordEvent(trx, { id: accountId, user_id: userId }, { type: 'code.submitted', actor, details });
  return true;
}

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

/** Whether this code was already typed for an earlier request of the same login. */
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
    // A code that arrived too early for a second prompt was never typed, and may be right now.
    .where('tried_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return used !== undefined;
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
