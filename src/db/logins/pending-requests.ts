import { sql } from 'kysely';
import { param, prepare } from '../prepare.js';
import type { Db } from '../open.js';
import type { VisibleAccounts } from '../visible-accounts.js';
import { joinedRequest } from './assistance-requests.js';
import { codesSentTo } from './code-budget.js';

const userId = param<string>(1);
const accountIds = param<string[] | null>(2);
const since = param<string | null>(3);

/** A snapshot with transactions of the future is from before a backup was restored; it has seen none of these requests. */
const isNewer = sql<boolean>`(${since}::pg_snapshot is null
  or not pg_visible_in_snapshot(request.opened_in, ${since}::pg_snapshot)
  or pg_snapshot_xmax(${since}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()))`;

/** The snapshot and the time come from the same statement as the requests, and also if there is none. */
const read = prepare('pending_requests', (db) =>
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
          .select(joinedRequest.columns)
          .select(
            sql<number>`greatest(0, logins.max_codes_per_day - ${codesSentTo('accounts.id')})`.as(
              'codes_left',
            ),
          )
          .where('request.status', '=', sql.lit('pending'))
          .where('accounts.user_id', '=', userId)
          .where(sql<boolean>`(${accountIds}::uuid[] is null or accounts.id = any(${accountIds}::uuid[]))`)
          .where(isNewer)
          .orderBy('request.created_at')
          .orderBy('request.id')
          .limit(param<number>(4))
          .as('found'),
      (join) => join.onTrue(),
    )
    .selectAll(['read', 'found'])
    .orderBy('request_created_at')
    .orderBy('request_id'),
);

/**
 * The pending requests of these accounts, oldest first, at most `limit`, each with the codes that its login's budget has
 * left. With `since`, a PostgreSQL snapshot, only those that it does not see. Returns the snapshot of this read for the
 * next call: unlike times and sequences, it says exactly which transactions had committed.
 */
export async function readPendingRequests(
  db: Db,
  visible: VisibleAccounts & { since: string | undefined; limit: number },
) {
  const rows = await read(db, [visible.userId, visible.accountIds, visible.since ?? null, visible.limit]);
  const [first] = rows;
  if (!first) throw new Error('PostgreSQL returned no snapshot');
  const { snapshot, now } = first;
  const requests = rows.flatMap((row) => {
    const request = joinedRequest.of(row);
    return request ? [{ ...request, codesLeft: row.codes_left ?? 0 }] : [];
  });
  return { requests, snapshot, now };
}
