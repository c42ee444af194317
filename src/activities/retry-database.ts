import { setTimeout as sleep } from 'node:timers/promises';

/** An outage of the database that is shorter costs no login; what waits longer has a step's timeout against it. */
const databasePatienceMs = 45_000;
const longestPauseMs = 2_000;

/**
 * Repeats what asks the database until it answers. A step is one attempt of a Temporal activity, so that it
 * never touches the bank twice; this is the retry for all in it that does not touch the bank.
 */
export async function patiently<T>(ask: () => Promise<T>, patienceMs = databasePatienceMs): Promise<T> {
  const giveUpAt = Date.now() + patienceMs;
  for (let pauseMs = 100; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() + pauseMs > giveUpAt) throw error;
      await sleep(pauseMs);
    }
  }
}
