import { sql } from 'kysely';
import type { Db } from './open.js';

/** What the database's clock says: the one that all processes share. */
export async function databaseTime(db: Db): Promise<Date> {
  const { now } = await db.selectNoFrom(sql<Date>`now()`.as('now')).executeTakeFirstOrThrow();
  return now;
}
