import { sql } from 'kysely';
import type { Db } from './open.js';

/** The points counted in the current window, and the seconds until the window ends. */
export interface RateCount {
  points: number;
  secondsLeft: number;
}

/** Windows use the database's clock only, because the clocks of API hosts may differ. */
const nowMs = sql<string>`(extract(epoch from now()) * 1000)::bigint`;
const secondsLeft = sql<number>`((expire - ${nowMs}) / 1000.0)::float8`;

export interface Counter {
  key: string;
  /** The length of its window. */
  seconds: number;
  /** More points than this exceed the limit. */
  limit: number;
}

/** The commit of the statement does not wait for the disk: a point that is lost with the power lets one more call through. */
const unsynced = sql`unsynced as materialized (select set_config('synchronous_commit', 'off', true))`;

/**
 * Adds a point to each of these counters, in order, up to the first whose limit that exceeds. If the window of a counter
 * has ended, a new one begins. Returns the counts of those that got a point. One statement.
 */
export async function incrementCounters(db: Db, counters: readonly Counter[]): Promise<RateCount[]> {
  if (counters.length === 0) return [];
  const increments = counters.map((counter, n) => {
    const previous = counters[n - 1];
    return sql`${cteName(n)} as (
      insert into rate_limits (key, points, expire)
      select ${counter.key}::text, 1, ${nowMs} + ${counter.seconds * 1_000}::bigint
      from ${previous ? sql`${cteName(n - 1)} where points <= ${previous.limit}::int` : sql`unsynced`}
      on conflict (key) do update set
        points = case when ${hasEnded} then 1 else rate_limits.points + 1 end,
        expire = case when ${hasEnded} then excluded.expire else rate_limits.expire end
      returning ${sql.lit(n)} as n, points, ${secondsLeft} as "secondsLeft")`;
  });
  const selects = counters.map((_, n) => sql`select * from ${cteName(n)}`);
  const { rows } = await sql<RateCount>`
    with ${unsynced}, ${sql.join(increments)} ${sql.join(selects, sql` union all `)} order by n`.execute(db);
  return rows;
}

const cteName = (n: number) => sql.ref(`counter_${n}`);
const hasEnded = sql<boolean>`rate_limits.expire <= ${nowMs}`;

/** The count of the current window; undefined if there is none. */
export async function readCounter(db: Db, key: string): Promise<RateCount | undefined> {
  return db
    .selectFrom('rate_limits')
    .select(['points', secondsLeft.as('secondsLeft')])
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
