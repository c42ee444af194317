import type { Client } from '@temporalio/client';
import type { Db } from '../db/open.js';
import { startPlannedDeliveries } from './start-planned-deliveries.js';

interface Deps {
  db: Db;
  temporal: Client;
  log: { warn: (facts: object, message: string) => void };
}

/**
 * Starts what was planned, for callers that have done their own work already: when that is not possible now, the
 * rows stand, and the next call or the reconciler starts them.
 */
export function createDeliveryStarter({ db, temporal, log }: Deps): () => Promise<void> {
  return async () => {
    try {
      await startPlannedDeliveries(db, temporal);
    } catch (error) {
      log.warn({ err: error }, 'planned webhooks could not be started; they will be later');
    }
  };
}
