import { type RawBuilder, sql } from 'kysely';
import { type Actor, system } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db, Trx } from '../open.js';
import type { Account } from '../tables/schema.js';
import { type ReportingLogin, recordLoginEvent } from './report-sequence.js';

/** How long after a failure the first, second and third retry start. Banks' maintenance often lasts for an hour. */
const delayMinutes = [5, 15, 45] as const;

/** Up to this part of the delay is added at random: accounts that failed together do not start together. */
const jitter = 0.25;

/** How many retries one call starts. */
const retriesPerRun = 50;

const isPlanned = sql<boolean>`login_retries.retry_at is not null`;

/**
 * Whether a retry is to be started now. An older build, during an upgrade, leaves the retry in place when the account is
 * started, so the newest login is checked, too. An open login is the newest one.
 */
const isDue = sql<boolean>`(login_retries.retry_at <= now()
  and exists (
    select from account_configs as config
    where config.account_id = login_retries.account_id and config.retry_when_bank_unavailable)
  and (
    select outcome from logins where logins.account_id = login_retries.account_id
    order by started_at desc, id desc limit 1) = 'bank_unavailable')`;

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
  const retryAt = sql<Date>`now() + make_interval(mins => ${delay}) * (1 + random() * ${jitter}::float8)`;
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

/**
 * The statement for a login that a caller started, and whose start is recorded after the workflow has recorded it itself.
 * A planned retry stays: by then the login has ended.
 */
export const countRetriesAnew = (trx: Trx, accountId: string) =>
  trx
    .updateTable('login_retries')
    .set({ tries: 0 })
    .where('account_id', '=', accountId)
    .where('retry_at', 'is', null);

/** The accounts whose retry is due, most overdue first, 50 at most. */
export async function listDueRetries(db: Db): Promise<Account[]> {
  return db
    .selectFrom('login_retries')
    .innerJoin('accounts', 'accounts.id', 'login_retries.account_id')
    .selectAll('accounts')
    .where(isDue)
    .orderBy('login_retries.retry_at')
    .limit(retriesPerRun)
    .execute();
}

/** Whether the retry of an account is due. */
export async function isRetryDue(db: Db, accountId: string): Promise<boolean> {
  const due = db.selectFrom('login_retries').select('account_id').where('account_id', '=', accountId);
  return (await due.where(isDue).executeTakeFirst()) !== undefined;
}

/** Gives up the retry of an account if it is due, and records why: the code of an error, for example. */
export async function giveUpDueRetry(db: Db, account: Account, reason: string): Promise<void> {
  await giveUpRetry(db, account, { where: isDue, actor: system, reason });
}

/** Gives up the planned retry of an account, if there is one, because the actor stopped the account. */
export async function cancelRetry(db: Db, account: Account, actor: Actor): Promise<void> {
  await giveUpRetry(db, account, { where: isPlanned, actor, reason: 'stopped' });
}

async function giveUpRetry(
  db: Db,
  account: Account,
  { where, actor, reason }: { where: RawBuilder<boolean>; actor: Actor; reason: string },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Always the account first, as when it is deleted: the other order would deadlock with that.
    await trx.selectFrom('accounts').select('id').where('id', '=', account.id).forNoKeyUpdate().execute();
    const givenUp = await trx
      .deleteFrom('login_retries')
      .where('account_id', '=', account.id)
      .where(where)
      .returning('account_id')
      .executeTakeFirst();
    if (givenUp) await recordEvent(trx, account, { type: 'login.not_retried', actor, details: { reason } });
  });
}
