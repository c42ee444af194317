import { sql } from 'kysely';
import type { Db } from './open.js';

/** The points counted in the current window, and the seconds until the window ends. */
export interface RateCount {
  points: number;
  secondsLeft: number;
}

/** Windows use the database's clock only, because the clocks of API hosts may differ. */
const nowMs = sql<string>`(extract(epoch from now()) * 1000)::bigint`;
const countColumns = [
  'points',
  sql<number>`((expire - ${nowMs}) / 1000.0)::float8`.as('secondsLeft'),
] as const;

/** Adds a point to the counter. If its window has ended, a new one of `seconds` begins. */
export async function incrementCounter(db: Db, key: string, seconds: number): Promise<RateCount> {
  const hasEnded = sql<boolean>`rate_limits.expire <= ${nowMs}`;
  return db
    .insertInto('rate_limits')
    .values({ key, points: 1, expire: sql<string>`${nowMs} + ${seconds * 1_000}` })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        points: sql<number>`case when ${hasEnded} then 1 else rate_limits.points + 1 end`,
        expire: sql<string>`case when ${hasEnded} then excluded.expire else rate_limits.expire end`,
      }),
    )
    .returning(countColumns)
    .executeTakeFirstOrThrow();
}

/** The count of the current window; undefined if there is none. */
export async function readCounter(db: Db, key: string): Promise<RateCount | undefined> {
  return db
    .selectFrom('rate_limits')
    .select(countColumns)
    .where('key', '=', key)
    .where('expire', '>', nowMs)
    .executeTakeFirst();
}

/** Deletes a counter, so that its next window begins with the next point. */
export async function resetCounter(db: Db, key: string): Promise<void> {
  await db.deleteFrom('rate_limits').where('key', '=', key).execute();
}

/** Deletes counters whose window has ended. */
export async function deleteExpiredCounters(db: Db): Promise<void> {
  await db.deleteFrom('rate_limits').where('expire', '<=', nowMs).execute();
}
