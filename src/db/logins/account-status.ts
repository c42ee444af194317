import { sql } from 'kysely';
import type { Db } from '../open.js';
import { codesSentTo } from './code-budget.js';
import type { Account, AssistanceRequest, Login } from '../tables/schema.js';

export interface ResendFacts {
  /** By the database's clock: API processes do not compare their own clocks with times from the database. */
  now: Date;
  /** How many codes the daily budget has left. */
  codesLeft: number;
}

export interface AccountStatus {
  block: Pick<Account, 'blocked_at' | 'blocked_reason'>;
  openLogin: Login | undefined;
  lastLogin: Login | undefined;
  request: AssistanceRequest | undefined;
  resendFacts: ResendFacts;
}

/** The status of an account from one snapshot: no login is read without its request, and no request without its login. */
export async function readAccountStatus(db: Db, accountId: string): Promise<AccountStatus> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const block = await trx
        .selectFrom('accounts')
        .select(['blocked_at', 'blocked_reason'])
        .where('id', '=', accountId)
        .executeTakeFirstOrThrow();
      const logins = trx.selectFrom('logins').selectAll().where('account_id', '=', accountId);
      const newestFirst = logins.orderBy('started_at', 'desc').orderBy('id', 'desc').limit(1);
      const openLogin = await logins.where('ended_at', 'is', null).executeTakeFirst();
      const lastLogin = await newestFirst.where('ended_at', 'is not', null).executeTakeFirst();
      const request = await trx
        .selectFrom('assistance_requests')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('status', '=', 'pending')
        .executeTakeFirst();
      return { block, openLogin, lastLogin, request, resendFacts: await readResendFacts(trx, accountId) };
    });
}

/** Reads the facts that decide about a resend. The budget is that of the open login, else the configured one. */
export async function readResendFacts(db: Db, accountId: string): Promise<ResendFacts> {
  const { now, codes_left: codesLeft } = await db
    .selectFrom('account_configs')
    .leftJoin('logins', (join) =>
      join.onRef('logins.account_id', '=', 'account_configs.account_id').on('ended_at', 'is', null),
    )
    .select([
      sql<Date>`now()`.as('now'),
      sql<number>`greatest(0, coalesce(logins.max_codes_per_day, account_configs.max_codes_per_day)
        - ${codesSentTo('account_configs.account_id')})`.as('codes_left'),
    ])
    .where('account_configs.account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return { now, codesLeft };
}
