import { sql } from 'kysely';
import type { Db } from '../open.js';
import { codesSentTo } from './code-budget.js';
import type { VisibleAccounts } from '../visible-accounts.js';

/**
 * The pending requests of these accounts, oldest first, at most `limit`. With `since`, a PostgreSQL snapshot, only those
 * that it does not see. Returns the snapshot of this read for the next call: unlike times and sequences, it says exactly
 * which transactions had committed.
 */
export async function readPendingRequests(
  db: Db,
  { userId, accountIds, since, limit }: VisibleAccounts & { since: string | undefined; limit: number },
) {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (trx) => {
      const { rows } = await sql<{ snapshot: string; now: Date }>`
        select pg_current_snapshot()::text as snapshot, now() as now`.execute(trx);
      const [seen] = rows;
      if (!seen) throw new Error('PostgreSQL returned no snapshot');
      const requests = await trx
        .selectFrom('assistance_requests as request')
        .innerJoin('accounts', 'accounts.id', 'request.account_id')
        .innerJoin('logins', 'logins.id', 'request.login_id')
        .selectAll('request')
        .select(['logins.max_codes_per_day', codesSentTo('accounts.id').as('codes_sent_today')])
        .where('request.status', '=', 'pending')
        .where('accounts.user_id', '=', userId)
        .$if(accountIds !== null, (query) =>
          query.where('accounts.id', '=', sql<string>`any(${accountIds}::uuid[])`),
        )
        .$if(since !== undefined, (query) => query.where(isNewerThan(since ?? '')))
        .orderBy('request.created_at')
        .orderBy('request.id')
        .limit(limit)
        .execute();
      return { requests, ...seen };
    });
}

/** A snapshot with transactions of the future is from before a backup was restored; it has seen none of these requests. */
const isNewerThan = (snapshot: string) => sql<boolean>`
  (not pg_visible_in_snapshot(request.opened_in, ${snapshot}::pg_snapshot)
    or pg_snapshot_xmax(${snapshot}::pg_snapshot) > pg_snapshot_xmax(pg_current_snapshot()))`;
