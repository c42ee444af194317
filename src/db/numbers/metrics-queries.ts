import { sql } from 'kysely';
import type { Db } from '../open.js';

/** For `/metrics`, over all accounts: open logins, requests and deliveries now, ended logins and outcomes of the last hour. */
export async function readMetrics(db: Db) {
  const [sessions, endedLogins, outcomes, pending, deliveries] = await Promise.all([
    db
      .selectFrom('logins')
      .select(['phase as name', ({ fn }) => fn.countAll<string>().as('count')])
      .where('ended_at', 'is', null)
      .groupBy('phase')
      .execute(),
    db
      .selectFrom('logins')
      .select(['outcome as name', ({ fn }) => fn.countAll<string>().as('count')])
      .where('ended_at', '>', anHourAgo)
      .groupBy('outcome')
      .execute(),
    db
      .selectFrom('submissions')
      .select(['outcome as name', ({ fn }) => fn.countAll<string>().as('count')])
      .where('outcome_at', '>', anHourAgo)
      .groupBy('outcome')
      .execute(),
    db
      .selectFrom('assistance_requests')
      .select(({ fn }) => [
        fn.countAll<string>().as('count'),
        sql<number>`coalesce(extract(epoch from now() - min(created_at)), 0)::float8`.as('oldest_seconds'),
      ])
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow(),
    db
      .selectFrom('deliveries')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow(),
  ]);
  return {
    openSessions: byName(sessions),
    endedLogins: byName(endedLogins),
    submissionOutcomes: byName(outcomes),
    pendingRequests: Number(pending.count),
    oldestRequestSeconds: pending.oldest_seconds,
    pendingDeliveries: Number(deliveries.count),
  };
}

const anHourAgo = sql<Date>`now() - interval '1 hour'`;

const byName = (rows: { name: string | null; count: string }[]): Map<string, number> =>
  new Map(rows.flatMap(({ name, count }) => (name === null ? [] : [[name, Number(count)]])));
