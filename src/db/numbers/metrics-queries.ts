import { sql } from 'kysely';
import type { Db } from '../open.js';

/** For `/metrics`, over all accounts: open logins, pending requests and deliveries. */
export async function readMetrics(db: Db) {
  const [sessions, pending, deliveries] = await Promise.all([
    db
      .selectFrom('logins')
      .select(['phase as name', ({ fn }) => fn.countAll<string>().as('count')])
      .where('ended_at', 'is', null)
      .groupBy('phase')
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
      .select(({ fn }) => [
        fn.countAll<string>().as('count'),
        sql<number>`coalesce(extract(epoch from now() - min(planned_at)), 0)::float8`.as('oldest_seconds'),
      ])
      .where('status', '=', 'pending')
      .executeTakeFirstOrThrow(),
  ]);
  return {
    openSessions: byName(sessions),
    pendingRequests: Number(pending.count),
    oldestRequestSeconds: pending.oldest_seconds,
    pendingDeliveries: Number(deliveries.count),
    oldestDeliverySeconds: deliveries.oldest_seconds,
  };
}

const byName = (rows: { name: string | null; count: string }[]): Map<string, number> =>
  new Map(rows.flatMap(({ name, count }) => (name === null ? [] : [[name, Number(count)]])));
