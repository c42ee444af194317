import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Db } from '../db/open.js';

/** Readiness wants a beat within 15 s (contract, `/ready`); one that is lost must not end it. */
const everyMs = 5_000;

/** Says every few seconds that this worker lives. A killed worker's poller stays listed at Temporal for minutes. */
export function startBeating({
  db,
  worker,
  log,
}: {
  db: Db;
  worker: string;
  log: Logger;
}): () => Promise<void> {
  const beat = async (): Promise<void> => {
    try {
      await db
        .insertInto('worker_beats')
        .values({ worker })
        .onConflict((conflict) => conflict.column('worker').doUpdateSet({ beat_at: sql<Date>`now()` }))
        .execute();
    } catch (error) {
      log.warn({ err: error }, 'could not beat');
    }
  };
  void beat();
  const timer = setInterval(() => void beat(), everyMs);
  return async () => {
    clearInterval(timer);
    await db.deleteFrom('worker_beats').where('worker', '=', worker).execute();
  };
}
