import { type RawBuilder, sql } from 'kysely';
import { type Param, prepare } from '../prepare.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';
import { joinedRequest } from './assistance-requests.js';
import { codesSentTo } from './code-budget.js';

interface Values {
  userId: string;
  accountIds: readonly string[] | null;
  since: string | null;
  limit: number;
}

/** A snapshot with transactions of the future is from before a backup was restored; it has seen none of these requests. */
const isNewerThan = (snapshot: RawBuilder<string | null>) => sql<boolean>`(${snapshot}::pg_snapshot is null
  or not pg_visible_in_snapshot(request.opened_in, ${snapshot}::pg_snapshot)
  or pg_snapshot_xmax(${snapshot}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()))`;

const isIn = (accountIds: RawBuilder<readonly string[] | null>) =>
  sql<boolean>`(${accountIds}::uuid[] is null or accounts.id = any(${accountIds}::uuid[]))`;

/** The snapshot and the time come from the same statement as the requests, and also if there is none. */
const read = prepare('pending_requests', (db, param: Param<Values>) =>
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
          .where('accounts.user_id', '=', param('userId'))
          .where(isIn(param('accountIds')))
          .where(isNewerThan(param('since')))
          .orderBy('request.created_at')
          .orderBy('request.id')
          .limit(param('limit'))
          .as('found'),
      (join) => join.onTrue(),
    )
    .select(['read.snapshot', 'read.now', 'found.request', 'found.codes_left'])
    .orderBy('found.created_at')
    .orderBy('found.id'),
);

/**
 * The pending requests of these accounts, oldest first, at most `limit`, each with the codes that its login's budget has
 * left. With `since`, a PostgreSQL snapshot, only those that it does not see. Returns the snapshot of this read for the
 * next call: unlike times and sequences, it says exactly which transactions had committed.
 */
export async function readPendingRequests(
  db: Db,
  { since = null, ...values }: VisibleAccounts & { since?: string | undefined | null; limit: number },
) {
  const rows = await read(db, { ...values, since });
  const [first] = rows;
  if (!first) throw new Error('PostgreSQL returned no snapshot');
  const { snapshot, now } = first;
  const requests = rows.flatMap((row) => {
    const request = joinedRequest.of(row);
    return request ? [{ ...request, codesLeft: row.codes_left ?? 0 }] : [];
  });
  return { requests, snapshot, now };
}
