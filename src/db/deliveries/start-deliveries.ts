import { sql } from 'kysely';
import type { Db } from '../open.js';

/** A claim that was not followed by a start within this time was left by a process that died. */
const claimSeconds = 10;
/** A workflow that is this late with an attempt was lost with a restored or emptied Temporal, and is started again. */
const lateMinutes = 15;

const isUnstarted = sql<boolean>`(started_at is null
  and (claimed_at is null or claimed_at < now() - make_interval(secs => ${claimSeconds})))`;
const isLate = sql<boolean>`greatest(started_at, claimed_at, next_attempt_at) < now() - make_interval(mins => ${lateMinutes})`;

/** Claims up to `limit` planned deliveries whose workflow has to be started. No two callers get the same one at a time. */
export async function claimPlannedDeliveries(db: Db, limit: number) {
  return db
    .updateTable('deliveries')
    .set({ claimed_at: sql<Date>`now()` })
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('deliveries')
        .select('id')
        .where('status', '=', 'pending')
        .where((eb) => eb.or([isUnstarted, isLate]))
        .orderBy('seq')
        .limit(limit)
        .forUpdate()
        .skipLocked(),
    )
    .returning(['id', 'type', 'account_id'])
    .execute();
}

/** Records that the workflows of these deliveries were started. */
export async function markDeliveriesStarted(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('deliveries')
    .set({ started_at: sql<Date>`now()` })
    .where('id', 'in', ids)
    .execute();
}
