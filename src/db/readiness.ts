import { sql } from 'kysely';
import type { Db } from './open.js';

/** Whether any worker, or any but one, beat lately, by the database's clock. */
export async function isWorkerAlive(db: Db, { but = '' }: { but?: string } = {}): Promise<boolean> {
  const beat = await db
    .selectFrom('worker_beats')
    .select('worker')
    .where('worker', '!=', but)
    .where('beat_at', '>', sql<Date>`now() - interval '15 seconds'`)
    .limit(1)
    .executeTakeFirst();
  return beat !== undefined;
}
