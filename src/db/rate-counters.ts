import { sql } from 'kysely';
import type { Db } from './open.js';

/** How much of a limit is used up, and how long until its time begins anew. */
export interface RateCount {
  points: number;
  secondsLeft: number;
}

/** By the database's clock alone: hosts whose clocks are apart would end each other's times. */
const nowMs = sql<string>`(extract(epoch from now()) * 1000)::bigint`;
const countColumns = [
  'points',
  sql<number>`((expire - ${nowMs}) / 1000.0)::float8`.as('secondsLeft'),
] as const;

/** Counts one more; a counter whose time is over begins anew and lasts for `seconds`. */
export async function incrementCounter(db: Db, key: string, seconds: number): Promise<RateCount> {
  const isOver = sql<boolean>`rate_limits.expire <= ${nowMs}`;
  return db
    .insertInto('rate_limits')
    .values({ key, points: 1, expire: sql<string>`${nowMs} + ${seconds * 1_000}` })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        points: sql<number>`case when ${isOver} then 1 else rate_limits.points + 1 end`,
        expire: sql<string>`case when ${isOver} then excluded.expire else rate_limits.expire end`,
      }),
    )
    .returning(countColumns)
    .executeTakeFirstOrThrow();
}

/** Undefined where nothing was counted in the time that goes on now. */
export async function readCounter(db: Db, key: string): Promise<RateCount | undefined> {
  return db
    .selectFrom('rate_limits')
    .select(countColumns)
    .where('key', '=', key)
    .where('expire', '>', nowMs)
    .executeTakeFirst();
}

export async function resetCounter(db: Db, key: string): Promise<void> {
  await db.deleteFrom('rate_limits').where('key', '=', key).execute();
}

/** Removes the counters whose time is over. */
export async function deleteExpiredCounters(db: Db): Promise<void> {
  await db.deleteFrom('rate_limits').where('expire', '<=', nowMs).execute();
}
