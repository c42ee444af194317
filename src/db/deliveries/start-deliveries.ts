import { sql } from 'kysely';
import type { Db } from '../open.js';

/** A start that was not confirmed in this time is tried again: whoever claimed it is gone. */
const claimSeconds = 10;
/** A workflow that is this late for an attempt is lost (a restored or emptied Temporal) and is started anew. */
const lateMinutes = 15;

const isUnstarted = sql<boolean>`(started_at is null
  and (claimed_at is null or claimed_at < now() - make_interval(secs => ${claimSeconds})))`;
const isLate = sql<boolean>`greatest(started_at, claimed_at, next_attempt_at) < now() - make_interval(mins => ${lateMinutes})`;

/** Planned deliveries whose workflow is to be started, oldest first; each is handed to one caller at a time. */
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

export async function markDeliveriesStarted(db: Db, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db
    .updateTable('deliveries')
    .set({ started_at: sql<Date>`now()` })
    .where('id', 'in', ids)
    .execute();
}
