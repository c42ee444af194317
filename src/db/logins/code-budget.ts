import { sql } from 'kysely';
import type { Db, Trx } from '../open.js';

/**
 * The daily budget of codes (`max_codes_per_day`): codes that a bank sent to an account, or may have sent, in the last
 * 24 hours by the database's clock.
 */

interface CodeStep {
  loginId: string;
  accountId: string;
  step: string;
}

const isWithinDay = sql<boolean>`codes_sent.sent_at > now() - interval '24 hours'`;

/** The number of codes sent to the account whose id is in this column, as an expression for a select. */
export const codesSentTo = (accountIdColumn: string) => sql<number>`
  (select count(*)::int from codes_sent where codes_sent.account_id = ${sql.ref(accountIdColumn)} and ${isWithinDay})`;

/** The number of codes sent to an account. */
export async function countCodesSent(db: Db, accountId: string): Promise<number> {
  const { count } = await db
    .selectFrom('codes_sent')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where('account_id', '=', accountId)
    .where(isWithinDay)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Seconds, at least 1, until fewer codes than `budget` count. More may count than the budget allows, because a bank
 * may send a second code in the same login, or because the budget was larger before.
 */
export async function secondsUntilCodeAvailable(db: Db, accountId: string, budget: number): Promise<number> {
  const last = await db
    .selectFrom('codes_sent')
    .select(sql<number>`extract(epoch from sent_at + interval '24 hours' - now())::float`.as('seconds'))
    .where('account_id', '=', accountId)
    .orderBy('sent_at', 'desc')
    .offset(budget - 1)
    .limit(1)
    .executeTakeFirst();
  return Math.max(last?.seconds ?? 0, 1);
}

/**
 * Seconds until the login's budget allows an option that may make the bank send a code; 0 if it does now.
 * `sendsCode` says whether it would, given that the login has an authenticator.
 */
export async function secondsUntilLoginMaySend(
  db: Db,
  loginId: string,
  sendsCode: (hasAuthenticator: boolean) => boolean,
): Promise<number> {
  const login = await db
    .selectFrom('logins')
    .leftJoin('login_credentials as credentials', 'credentials.login_id', 'logins.id')
    .select(['logins.account_id', 'logins.max_codes_per_day as budget', 'credentials.totp_secret_sealed'])
    .select(codesSentTo('logins.account_id').as('sent'))
    .where('logins.id', '=', loginId)
    .executeTakeFirstOrThrow();
  if (login.sent < login.budget || !sendsCode(login.totp_secret_sealed !== null)) return 0;
  return secondsUntilCodeAvailable(db, login.account_id, login.budget);
}

/** Counts a code before the step that may make the bank send it. The caller holds the account's lock. */
export async function reserveCode(trx: Trx, { loginId, accountId, step }: CodeStep): Promise<void> {
  await trx.insertInto('codes_sent').values({ login_id: loginId, step, account_id: accountId }).execute();
}

/** Gives a reserved code back to the budget, because the bank sent none. */
export async function releaseReservedCode(db: Db, { loginId, step }: CodeStep): Promise<void> {
  await db.deleteFrom('codes_sent').where('login_id', '=', loginId).where('step', '=', step).execute();
}

/** Counts a code that the bank sent without a reservation, at a second prompt of the same login. Safe to repeat. */
export async function recordUnreservedCode(db: Db, { loginId, accountId, step }: CodeStep): Promise<void> {
  await db
    .insertInto('codes_sent')
    .values({ login_id: loginId, step, account_id: accountId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
