import { sql } from 'kysely';
import type { Db } from './open.js';

/** Three heartbeats fit into `aliveForSeconds`, so that a lost one does not make a worker look dead. */
const heartbeatIntervalMs = 5_000;
const aliveForSeconds = 15;

/**
 * Records every 5 s that this worker is alive, because a killed worker stays listed as a poller at Temporal for
 * minutes. A heartbeat that fails is passed to `onError`, and the next one is tried all the same. The returned
 * function stops the heartbeats and removes the worker's row.
 */
export function startHeartbeat({
  db,
  worker,
  onError,
}: {
  db: Db;
  worker: string;
  onError: (error: unknown) => void;
}): () => Promise<void> {
  const recordHeartbeat = (): void => {
    db.insertInto('worker_beats')
      .values({ worker })
      .onConflict((conflict) => conflict.column('worker').doUpdateSet({ beat_at: sql<Date>`now()` }))
      .execute()
      .catch(onError);
  };
  recordHeartbeat();
  const timer = setInterval(recordHeartbeat, heartbeatIntervalMs);
  return async () => {
    clearInterval(timer);
    await db.deleteFrom('worker_beats').where('worker', '=', worker).execute();
  };
}

const isAlive = sql<boolean>`beat_at > now() - make_interval(secs => ${aliveForSeconds})`;

/** How many workers sent a heartbeat in the last 15 s by the database's clock. */
export async function countLiveWorkers(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('worker_beats')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .where(isAlive)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Whether any worker, other than `except` if given, sent a heartbeat in the last 15 s by the database's clock. `of`: only
 * workers of this host, whose names begin with its name.
 */
export async function isWorkerAlive(
  db: Db,
  { except = '', of }: { except?: string; of?: string } = {},
): Promise<boolean> {
  let alive = db
    .selectFrom('worker_beats')
    .select('worker')
    .where('worker', '!=', except)
    .where(isAlive)
    .limit(1);
  if (of !== undefined) alive = alive.where(sql<boolean>`starts_with(worker, ${`${of}-`})`);
  return (await alive.executeTakeFirst()) !== undefined;
}
