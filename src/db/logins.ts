import { sql, type Transaction } from 'kysely';
import type { Actor } from '../assistance/actor.js';
import { system } from '../assistance/actor.js';
import type { LoginMode, SessionType, SubmissionOutcome } from '../assistance/words.js';
import { recordEvent } from './events.js';
import type { Db } from './open.js';
import type { AssistanceRequest, Database, Login } from './schema.js';

export interface NewLogin {
  loginId: string;
  accountId: string;
  workflowId: string;
  bankCode: string;
  sessionType: SessionType;
  loginMode: LoginMode;
}

/**
 * Records that a login's workflow was started. Safe to repeat: the API does it before it answers, the
 * workflow again in case that the API died in between. A login of the account that is still open is closed:
 * Temporal lets no second workflow start while one lives, so its own never told of its end.
 */
export async function recordLoginStarted(db: Db, login: NewLogin, actor: Actor = system): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // One writer for each account at a time, so that the one-open-login index is never hit by a race.
    const account = await trx
      .selectFrom('accounts')
      .select(['id', 'user_id'])
      .where('id', '=', login.accountId)
      .forNoKeyUpdate()
      .executeTakeFirst();
    if (!account) return;
    const known = await trx
      .selectFrom('logins')
      .select('id')
      .where('id', '=', login.loginId)
      .executeTakeFirst();
    if (known) return;
    await closeAbandonedLogins(trx, login.accountId);
    await trx
      .insertInto('logins')
      .values({
        id: login.loginId,
        account_id: login.accountId,
        workflow_id: login.workflowId,
        bank_code: login.bankCode,
        session_type: login.sessionType,
        login_mode: login.loginMode,
        phase: 'starting',
      })
      .execute();
    await recordEvent(trx, {
      userId: account.user_id,
      accountId: account.id,
      type: 'login.started',
      actor,
      details: { loginId: login.loginId },
    });
  });
}

async function closeAbandonedLogins(trx: Transaction<Database>, accountId: string): Promise<void> {
  const abandoned = await trx
    .updateTable('logins')
    .set({ ended_at: sql<Date>`now()`, outcome: sql`coalesce(outcome, 'error')`, reason: 'abandoned' })
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .returning('id')
    .execute();
  for (const { id } of abandoned) await withdrawOpenWork(trx, id, 'error');
}

/** Closes a login's pending request and gives every submission without an outcome one. */
export async function withdrawOpenWork(
  trx: Transaction<Database>,
  loginId: string,
  reason: string,
): Promise<void> {
  await trx
    .updateTable('assistance_requests')
    .set({ status: 'cancelled', reason, ended_at: sql<Date>`now()` })
    .where('login_id', '=', loginId)
    .where('status', '=', 'pending')
    .execute();
  await settleSubmissions(trx, loginId, 'superseded');
}

/** Gives every submission of a login that has none the outcome; a code that was tried is `unknown` instead. */
export async function settleSubmissions(
  trx: Transaction<Database>,
  loginId: string,
  outcome: 'superseded' | 'too_late' | 'not_needed',
): Promise<{ id: string; outcome: SubmissionOutcome | null }[]> {
  return trx
    .updateTable('submissions')
    .set({
      outcome: sql`case when tried_at is null then ${outcome} else 'unknown' end`,
      outcome_at: sql<Date>`now()`,
    })
    .where('login_id', '=', loginId)
    .where('outcome', 'is', null)
    .returning(['id', 'outcome'])
    .execute();
}

export async function openLogin(db: Db, accountId: string): Promise<Login | undefined> {
  return db
    .selectFrom('logins')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

export async function pendingRequest(db: Db, accountId: string): Promise<AssistanceRequest | undefined> {
  return db
    .selectFrom('assistance_requests')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('status', '=', 'pending')
    .executeTakeFirst();
}

/** How many codes the bank sent, or may have sent, to this account in the last 24 hours. */
export async function codesSentInADay(db: Db | Transaction<Database>, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('codes_sent')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where('sent_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirstOrThrow();
  return Number(count);
}
