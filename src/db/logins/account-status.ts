import { NoResultError, sql } from 'kysely';
import { joinedAccount } from '../accounts/accounts.js';
import { prepareKeyLookup } from '../accounts/api-keys.js';
import { joinedTable } from '../joined-table.js';
import type { Db } from '../open.js';
import { type Param, prepare } from '../prepare.js';
import type { Account, Login } from '../tables/schema.js';
import { joinedRequest } from './assistance-requests.js';
import { codesSentTo } from './code-budget.js';

const openLogin = joinedTable<Login>()('open', ['id', 'phase', 'workflow_id', 'started_at']);
const lastLogin = joinedTable<Login>()('last', ['id', 'outcome', 'reason', 'started_at', 'ended_at']);

/** What decides about a resend. */
export interface ResendFacts {
  /** By the database's clock: API processes do not compare their own clocks with times from the database. */
  now: Date;
  /** How many codes the daily budget has left. */
  codesLeft: number;
}

export interface AccountStatus {
  block: Pick<Account, 'blocked_at' | 'blocked_reason'>;
  openLogin: ReturnType<typeof openLogin.of>;
  lastLogin: ReturnType<typeof lastLogin.of>;
  request: ReturnType<typeof joinedRequest.of>;
  resendFacts: ResendFacts;
}

/** The budget is that of the open login, else the configured one. */
const codesLeft = sql<number>`greatest(0, coalesce(open.max_codes_per_day, config.max_codes_per_day)
  - ${codesSentTo('config.account_id')})`;

/** One statement, and so one snapshot: no login is read without its request, and no request without its login. */
const accountStatus = (db: Db) =>
  db
    .selectFrom('accounts as account')
    .innerJoin('account_configs as config', 'config.account_id', 'account.id')
    .leftJoin('logins as open', (join) =>
      join.onRef('open.account_id', '=', 'account.id').on('open.ended_at', 'is', null),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('logins')
          .select(['id', 'outcome', 'reason', 'started_at', 'ended_at'])
          .whereRef('account_id', '=', 'account.id')
          .where('ended_at', 'is not', null)
          .orderBy('started_at', 'desc')
          .orderBy('id', 'desc')
          .limit(sql.lit(1))
          .as('last'),
      (join) => join.onTrue(),
    )
    .leftJoin('assistance_requests as request', (join) =>
      join.onRef('request.account_id', '=', 'account.id').on('request.status', '=', sql.lit('pending')),
    )
    .select([joinedAccount.column, openLogin.column, lastLogin.column, joinedRequest.column])
    .select([sql<Date>`now()`.as('now'), codesLeft.as('codes_left')]);

interface StatusRow extends Record<'account' | 'open' | 'last' | 'request', object | null> {
  now: Date | null;
  codes_left: number | null;
}

/** Undefined if the row is of a key without the account. */
function toStatus(row: StatusRow): AccountStatus | undefined {
  const account = joinedAccount.of(row);
  const { now, codes_left: left } = row;
  if (!account || now === null || left === null) return undefined;
  return {
    block: account,
    openLogin: openLogin.of(row),
    lastLogin: lastLogin.of(row),
    request: joinedRequest.of(row),
    resendFacts: { now, codesLeft: left },
  };
}

const findStatus = prepare('account_status', (db, param: Param<{ accountId: string }>) =>
  accountStatus(db).where('account.id', '=', param('accountId')),
);

/** Throws NoResultError, which the API answers with 404, if the account has been deleted. */
export async function readAccountStatus(db: Db, accountId: string): Promise<AccountStatus> {
  const [row] = await findStatus(db, { accountId });
  const status = row && toStatus(row);
  if (!status) throw new NoResultError(accountStatus(db).toOperationNode());
  return status;
}

const findKeyAndRow = prepareKeyLookup('key_and_status', (db, { accountId, userId }) =>
  accountStatus(db)
    .where('account.id', '=', accountId())
    .where('account.user_id', '=', userId)
    // Keeps PostgreSQL from reading the status before it knows whose account it is: the time would tell that it exists.
    .offset(sql.lit(0)),
);

/** As `findKeyAndAccount`, and the status of the account. */
export async function findKeyAndStatus(db: Db, by: Parameters<typeof findKeyAndRow>[1]) {
  const read = await findKeyAndRow(db, by);
  if (!read) return undefined;
  const [row] = read.rows;
  return { key: read.key, account: joinedAccount.of(row), found: toStatus(row) };
}

/** Reads the facts that decide about a resend. */
export async function readResendFacts(db: Db, accountId: string): Promise<ResendFacts> {
  const { now, codes_left } = await db
    .selectFrom('account_configs as config')
    .leftJoin('logins as open', (join) =>
      join.onRef('open.account_id', '=', 'config.account_id').on('open.ended_at', 'is', null),
    )
    .select([sql<Date>`now()`.as('now'), codesLeft.as('codes_left')])
    .where('config.account_id', '=', accountId)
    .executeTakeFirstOrThrow();
  return { now, codesLeft: codes_left };
}
