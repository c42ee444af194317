import { type SelectQueryBuilder, sql } from 'kysely';
import { recordEvent } from '../events/events.js';
import { joinedTable } from '../joined-table.js';
import type { Db } from '../open.js';
import type { Actor } from '../../assistance/actor.js';
import type { LoginOutcome } from '../../assistance/statuses.js';
import type { Account, Database } from '../tables/schema.js';
import { readAccountDefaults } from './account-defaults.js';
import { forgetTrustedBrowser } from './trusted-browsers.js';

/** An account, for statements that also read other tables. */
export const joinedAccount = joinedTable<Account>()('account', [
  'id',
  'user_id',
  'bank_code',
  'name',
  'created_at',
  'failures_in_row',
  'blocked_at',
  'blocked_reason',
  'browser_forgotten_at',
]);

/** An account of the user. Another user's account is not found, and takes as long as one that does not exist. */
export async function findAccount(
  db: Db,
  { accountId, userId }: { accountId: string; userId: string },
): Promise<Account | undefined> {
  return db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', accountId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

/** Those of these ids that are accounts of the user. */
export async function filterOwnAccountIds(db: Db, userId: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const own = await db
    .selectFrom('accounts')
    .select('id')
    .where('user_id', '=', userId)
    .where('id', 'in', ids)
    .execute();
  return own.map(({ id }) => id);
}

export interface NewAccount {
  id: string;
  userId: string;
  bankCode: string;
  name: string;
}

/** Adds an account with the user's defaults as its configuration, and records it in the audit trail. */
export async function addAccount(db: Db, account: NewAccount, actor: Actor): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('accounts')
      .values({ id: account.id, user_id: account.userId, bank_code: account.bankCode, name: account.name })
      .execute();
    const defaults = await readAccountDefaults(trx, account.userId);
    await trx
      .insertInto('account_configs')
      .values({ account_id: account.id, ...defaults })
      .execute();
    await recordEvent(
      trx,
      { id: account.id, user_id: account.userId },
      { type: 'account.created', actor, details: { bank: account.bankCode } },
    );
  });
}

/**
 * Deletes an account and everything that belongs to it, except the audit trail. Returns `session_open` if it has an
 * open login other than `leftBehindId`, a login whose workflow has ended or is ending although its row is still open.
 */
export async function deleteAccount(
  db: Db,
  { account, actor, leftBehindId }: { account: Account; actor: Actor; leftBehindId: string | undefined },
): Promise<'deleted' | 'session_open'> {
  return db.transaction().execute(async (trx) => {
    // recordLoginStarted takes a lock on the same row, so no login can start in between.
    await trx.selectFrom('accounts').select('id').where('id', '=', account.id).forUpdate().execute();
    const open = await trx
      .selectFrom('logins')
      .select('id')
      .where('account_id', '=', account.id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (open && open.id !== leftBehindId) return 'session_open';
    await trx.deleteFrom('accounts').where('id', '=', account.id).execute();
    await recordEvent(trx, account, { type: 'account.deleted', actor, details: { bank: account.bank_code } });
    return 'deleted';
  });
}

/** Renames an account and records that in the audit trail. */
export async function renameAccount(
  db: Db,
  { account, name, actor }: { account: Account; name: string; actor: Actor },
): Promise<void> {
  if (name === account.name) return;
  await db.transaction().execute(async (trx) => {
    await trx.updateTable('accounts').set({ name }).where('id', '=', account.id).execute();
    await recordEvent(trx, account, { type: 'config.changed', actor, details: { fields: ['name'] } });
  });
}

/** Lifts a block, and forgets the failures in a row and the kept browser. */
export async function unblockAccount(db: Db, account: Account, actor: Actor): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('accounts')
      .set({ failures_in_row: 0, blocked_at: null, blocked_reason: null })
      .where('id', '=', account.id)
      .execute();
    await forgetTrustedBrowser(trx, { account, actor, reason: 'restart' });
    if (!account.blocked_at) return;
    await recordEvent(trx, account, {
      type: 'account.unblocked',
      actor,
      details: { reason: account.blocked_reason },
    });
  });
}

/** An account as lists show it, with its newest login. */
export type AccountSummary = Awaited<ReturnType<typeof listAccounts>>[number];

/** All accounts of the user, or those of them that have one of the ids; oldest first. */
export async function listAccounts(
  db: Db,
  { userId, ids }: { userId: string; ids?: readonly string[] | undefined },
) {
  return readSummaries(db, (query) => {
    const own = query.where('accounts.user_id', '=', userId);
    return ids ? own.where('accounts.id', 'in', ids) : own;
  });
}

/** The account as lists show it; undefined if it does not exist. */
export async function findAccountSummary(db: Db, accountId: string) {
  const [summary] = await readSummaries(db, (query) => query.where('accounts.id', '=', accountId));
  return summary;
}

/** When it started, was logged in and ended, in milliseconds since 1970; its outcome and reason. */
type LoginOfLastDay = [number, number | null, number | null, LoginOutcome | null, string | null];

const ms = (column: string) => sql`floor(extract(epoch from ${sql.ref(column)}) * 1000)`;

/**
 * The newest 200 logins of each account that were open in the last 24 hours: those that started in that time, and the one
 * before, as logins of one account do not overlap. Two lookups in the index, however long the history is.
 */
const loginsOfLastDay = sql<LoginOfLastDay[] | null>`(
  select json_agg(json_build_array(${ms('started_at')}, ${ms('logged_in_at')}, ${ms('ended_at')}, outcome, reason))
  from (
    select * from logins
    where logins.account_id = accounts.id and started_at >= coalesce(
      (select max(earlier.started_at) from logins as earlier
        where earlier.account_id = accounts.id and earlier.started_at <= now() - interval '24 hours'),
      '-infinity')
    order by started_at desc limit 200
  ) as of_last_day
  where ended_at is null or ended_at > now() - interval '24 hours')`;

type AccountsQuery = SelectQueryBuilder<Database, 'accounts', object>;

async function readSummaries(db: Db, narrow: (query: AccountsQuery) => AccountsQuery) {
  return narrow(db.selectFrom('accounts'))
    .innerJoin('account_configs as config', 'config.account_id', 'accounts.id')
    .leftJoin('login_retries as retry', 'retry.account_id', 'accounts.id')
    .leftJoinLateral(
      // If a login is open, it is the newest one.
      (eb) =>
        eb
          .selectFrom('logins')
          .select(['id', 'phase', 'started_at', 'logged_in_at', 'ended_at', 'outcome', 'reason'])
          .whereRef('logins.account_id', '=', 'accounts.id')
          .orderBy('started_at', 'desc')
          .orderBy('id', 'desc')
          .limit(1)
          .as('newest'),
      (join) => join.onTrue(),
    )
    .select([
      'accounts.id',
      'accounts.bank_code',
      'accounts.name',
      'accounts.blocked_at',
      'accounts.blocked_reason',
      'config.session_type',
      'config.login_mode',
      'retry.retry_at',
      'newest.id as login_id',
      'newest.phase as login_phase',
      'newest.started_at as login_started_at',
      'newest.logged_in_at as login_logged_in_at',
      'newest.ended_at as login_ended_at',
      'newest.outcome as login_outcome',
      'newest.reason as login_reason',
    ])
    .select(loginsOfLastDay.as('logins_of_last_day'))
    .orderBy('accounts.created_at')
    .orderBy('accounts.id')
    .execute();
}

/** The codes of the banks at which the user has accounts, sorted. */
export async function bankCodesInUse(db: Db, userId: string): Promise<string[]> {
  const used = await db
    .selectFrom('accounts')
    .select('bank_code')
    .distinct()
    .where('user_id', '=', userId)
    .orderBy('bank_code')
    .execute();
  return used.map(({ bank_code }) => bank_code);
}
