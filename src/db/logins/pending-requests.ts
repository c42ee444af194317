import { type Expression, type RawBuilder, sql } from 'kysely';
import { prepareKeyLookup } from '../accounts/api-keys.js';
import { type Param, prepare } from '../prepare.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';
import { joinedRequest } from './assistance-requests.js';
import { codesSentTo } from './code-budget.js';

/** A snapshot with transactions of the future is from before a backup was restored; it has seen none of these requests. */
const isNewerThan = (snapshot: RawBuilder<string | null>) => sql<boolean>`(${snapshot}::pg_snapshot is null
  or not pg_visible_in_snapshot(request.opened_in, ${snapshot}::pg_snapshot)
  or pg_snapshot_xmax(${snapshot}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()))`;

interface Wanted {
  userId: Expression<string>;
  /** Whether the account of a request is one of those that are asked for. */
  isVisible?: RawBuilder<boolean>;
  isNew?: RawBuilder<boolean>;
  limit: RawBuilder<number>;
}

const all = sql<boolean>`true`;

/** The snapshot and the time come from the same statement as the requests, and also if there is none. */
const pendingRequests = (db: Db, { userId, isVisible = all, isNew = all, limit }: Wanted) =>
  db
    .selectFrom(
      sql<{ snapshot: string; now: Date }>`(select pg_current_snapshot()::text as snapshot, now() as now)`.as(
        'read',
      ),
    )
    .leftJoinLateral(
      (eb) =>
        eb
          .selectFrom('assistance_requests as request')
          .innerJoin('accounts', 'accounts.id', 'request.account_id')
          .innerJoin('logins', 'logins.id', 'request.login_id')
          .select([joinedRequest.column, 'request.created_at', 'request.id'])
          .select(
            sql<number>`greatest(0, logins.max_codes_per_day - ${codesSentTo('accounts.id')})`.as(
              'codes_left',
            ),
          )
          .where('request.status', '=', sql.lit('pending'))
          .where('accounts.user_id', '=', userId)
          .where(isVisible)
          .where(isNew)
          .orderBy('request.created_at')
          .orderBy('request.id')
          .limit(limit)
          .as('found'),
      (join) => join.onTrue(),
    )
    .select(['read.snapshot', 'read.now', 'found.request', 'found.codes_left'])
    .orderBy('found.created_at')
    .orderBy('found.id');

interface Values {
  userId: string;
  accountIds: readonly string[] | null;
  since: string | null;
  limit: number;
}

const readOfUser = prepare('pending_of_user', (db, param: Param<Values>) =>
  pendingRequests(db, { userId: param('userId'), isNew: isNewerThan(param('since')), limit: param('limit') }),
);

/**
 * PostgreSQL cannot look into this array, and so estimates the same rows whatever it holds: it keeps one plan, instead of
 * planning at each call, which takes longer than the execution.
 */
const readOfAccounts = prepare('pending_of_accounts', (db, param: Param<Values>) =>
  pendingRequests(db, {
    userId: param('userId'),
    isVisible: sql`request.account_id = any(array(select unnest(${param('accountIds')}::uuid[])))`,
    isNew: isNewerThan(param('since')),
    limit: param('limit'),
  }),
);

interface Row {
  snapshot: string | null;
  now: Date | null;
  request: object | null;
  codes_left: number | null;
}

/** Pending requests, and the snapshot and the time at which they were read. */
export type PendingRequests = ReturnType<typeof toPendingRequests>;

function toPendingRequests(rows: readonly Row[]) {
  const { snapshot, now } = rows[0] ?? {};
  if (!snapshot || !now) throw new Error('PostgreSQL returned no snapshot');
  const requests = rows.flatMap((row) => {
    const request = joinedRequest.of(row);
    return request ? [{ ...request, codesLeft: row.codes_left ?? 0 }] : [];
  });
  return { requests, snapshot, now };
}

/**
 * The pending requests of these accounts, oldest first, at most `limit`, each with the codes that its login's budget has
 * left. With `since`, a PostgreSQL snapshot, only those that it does not see. Returns the snapshot of this read for the
 * next call: unlike times and sequences, it says exactly which transactions had committed.
 */
export async function readPendingRequests(
  db: Db,
  { since = null, ...values }: VisibleAccounts & { since?: string | undefined | null; limit: number },
): Promise<PendingRequests> {
  const read = values.accountIds ? readOfAccounts : readOfUser;
  return toPendingRequests(await read(db, { ...values, since }));
}

/** Requests that `findKeyAndPending` reads at most. */
export const maxPendingOfKey = 501;

const findKeyAndRows = prepareKeyLookup('key_and_pending', (db, { userId, accountIds }) =>
  pendingRequests(db, {
    userId,
    isVisible: sql`(${accountIds} is null or request.account_id = any(${accountIds}))`,
    limit: sql.lit(maxPendingOfKey),
  }),
);

/** The key with this hash, and the pending requests that it may see. */
export async function findKeyAndPending(db: Db, by: Parameters<typeof findKeyAndRows>[1]) {
  const read = await findKeyAndRows(db, by);
  return read && { key: read.key, account: undefined, found: toPendingRequests(read.rows) };
}
