import { setTimeout as sleep } from 'node:timers/promises';
import { CannotOpen } from '../secrets/seal.js';

/** A shorter outage of the database costs no login; a longer wait would run into the step's own timeout. */
const defaultPatienceMs = 45_000;
const maxPauseMs = 2_000;

/**
 * Repeats a database call until it succeeds, and throws its last error when `patienceMs` are over. A step is a single
 * attempt of a Temporal activity, so that it never touches the bank twice; the parts of it that do not touch the bank
 * are retried here.
 */
export async function retryDatabase<T>(call: () => Promise<T>, patienceMs = defaultPatienceMs): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, maxPauseMs)) {
    try {
      return await call();
    } catch (error) {
      // The database has answered; its value will not open at the next attempt either.
      if (error instanceof CannotOpen || Date.now() + pauseMs > giveUpAt) throw error;
      await sleep(pauseMs);
    }
  }
}
