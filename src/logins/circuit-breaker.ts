import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage, CircuitOpenError } from '../process/outages.js';

const lookEveryMs = 1_000;

/**
 * Remembers that a part of the service is away, so that only the first callers wait for it in vain. One call that
 * fails may have had reasons of its own: the part is away when `ping` fails, too, and until it succeeds again.
 */
export function createOutageMemory(ping: () => Promise<unknown>) {
  const closing = new AbortController();
  let isAway = false;
  let looking: Promise<void> | undefined;

  async function lookUntilItAnswers(): Promise<void> {
    while (!closing.signal.aborted && !(await answers())) {
      isAway = true;
      // Ends early, as an error, when we close.
      await sleep(lookEveryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    isAway = false;
  }

  async function answers(): Promise<boolean> {
    try {
      await ping();
      return true;
    } catch (error) {
      // A refusal is an answer, too: what is not allowed here may be allowed there.
      return !isOutage(error);
    }
  }

  return {
    /** Makes the call, or throws at once while the part is known to be away. */
    async unlessAway<T>(call: () => Promise<T>): Promise<T> {
      if (isAway) throw new CircuitOpenError();
      try {
        return await call();
      } catch (error) {
        if (isOutage(error)) looking ??= lookUntilItAnswers().finally(() => (looking = undefined));
        throw error;
      }
    },

    /** Looks no more; no ping is under way when this has returned. */
    async close(): Promise<void> {
      closing.abort();
      await looking;
    },
  };
}
