import { sql } from 'kysely';
import type { Db } from './open.js';

/** The current time by the database's clock, which all processes share. */
export async function databaseTime(db: Db): Promise<Date> {
  const { now } = await db.selectNoFrom(sql<Date>`now()`.as('now')).executeTakeFirstOrThrow();
  return now;
}
