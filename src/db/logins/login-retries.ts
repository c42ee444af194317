import { sql } from 'kysely';
import { type Actor, system } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db, Trx } from '../open.js';
import type { Account } from '../tables/schema.js';
import { type ReportingLogin, recordLoginEvent } from './report-sequence.js';

/** How long after a failure the first, second and third retry start. Banks' maintenance often lasts for an hour. */
const delayMinutes = [5, 15, 45] as const;

/**
 * Plans a retry of a login that ended because the bank was unavailable, if the account is configured for it, the login
 * had not asked for help, and there are retries left.
 */
export async function planRetry(trx: Trx, login: ReportingLogin): Promise<void> {
  const { accountId, loginId } = login;
  const wanted = await trx
    .selectFrom('account_configs as config')
    .leftJoin('login_retries as retry', 'retry.account_id', 'config.account_id')
    .select('retry.tries')
    .where('config.account_id', '=', accountId)
    .where('config.retry_when_bank_unavailable', '=', true)
    .where((eb) =>
      eb.not(eb.exists(eb.selectFrom('assistance_requests').select('id').where('login_id', '=', loginId))),
    )
    .executeTakeFirst();
  const tries = (wanted?.tries ?? 0) + 1;
  const delay = delayMinutes[tries - 1];
  if (!wanted || delay === undefined) return dropRetry(trx, accountId);
  const retryAt = sql<Date>`now() + make_interval(mins => ${delay})`;
  const { retry_at } = await trx
    .insertInto('login_retries')
    .values({ account_id: accountId, tries, retry_at: retryAt })
    .onConflict((conflict) => conflict.column('account_id').doUpdateSet({ tries, retry_at: retryAt }))
    .returning('retry_at')
    .executeTakeFirstOrThrow();
  await recordLoginEvent(trx, login, 'login.retry_planned', { loginId, retryAt: retry_at, retry: tries });
}

/** Forgets the retries of an account. A planned one does not start any more. */
export async function dropRetry(trx: Trx, accountId: string): Promise<void> {
  await trx.deleteFrom('login_retries').where('account_id', '=', accountId).execute();
}

/**
 * The statement for a login that was started: by the system as a retry, or by a caller, after whom retries are counted
 * anew. To be executed by itself or as a part of another statement.
 */
export const retryStarted = (db: Pick<Db, 'updateTable'>, accountId: string, actor: Actor) =>
  db
    .updateTable('login_retries')
    .set({ retry_at: null, ...(actor.kind !== 'system' && { tries: 0 }) })
    .where('account_id', '=', accountId);

/** The accounts whose retry is due, most overdue first. */
export async function listDueRetries(db: Db): Promise<Account[]> {
  return db
    .selectFrom('login_retries as retry')
    .innerJoin('accounts', 'accounts.id', 'retry.account_id')
    .selectAll('accounts')
    .where('retry.retry_at', '<=', sql<Date>`now()`)
    .orderBy('retry.retry_at')
    .execute();
}

/** Gives up the retry of an account, and records why: the code of an error, for example. */
export async function giveUpRetry(db: Db, account: Account, reason: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const given = await trx
      .deleteFrom('login_retries')
      .where('account_id', '=', account.id)
      .where('retry_at', 'is not', null)
      .returning('account_id')
      .executeTakeFirst();
    if (given)
      await recordEvent(trx, account, { type: 'login.not_retried', actor: system, details: { reason } });
  });
}
