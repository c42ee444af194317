import type { Db } from '../open.js';
import type { AssistanceRequest, Submission } from '../tables/schema.js';

/** A request of the account, whatever became of it. */
export async function findRequest(
  db: Db,
  { accountId, requestId }: { accountId: string; requestId: string },
): Promise<AssistanceRequest | undefined> {
  return db
    .selectFrom('assistance_requests')
    .selectAll()
    .where('id', '=', requestId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
}

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

/** Whether the bank refused the same code before, in the same login. */
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
