import { setTimeout as sleep } from 'node:timers/promises';
import { isOutage, CircuitOpenError } from '../process/outages.js';

const pingEveryMs = 1_000;

/**
 * Fails calls to a service at once while that service is down, so that only the first callers wait for a timeout.
 * A failed call does not open the circuit by itself, as its cause may be its own; a failed `ping` does. While the
 * circuit is open, `ping` is repeated every second until it succeeds.
 */
export function createCircuitBreaker(ping: () => Promise<unknown>) {
  const closing = new AbortController();
  const underWay = new Set<Promise<unknown>>();
  let isOpen = false;
  let pinging: Promise<void> | undefined;

  async function pingUntilAnswered(): Promise<void> {
    while (!closing.signal.aborted && !(await isAnswering())) {
      isOpen = true;
      // Rejects when `close` aborts it.
      await sleep(pingEveryMs, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    isOpen = false;
  }

  async function isAnswering(): Promise<boolean> {
    try {
      await ping();
      return true;
    } catch (error) {
      // A refusal proves that the service is running; other calls may be allowed.
      return !isOutage(error);
    }
  }

  return {
    /** Runs `operation` and passes its result or error on. Throws CircuitOpenError at once while the circuit is open. */
    async run<T>(operation: () => Promise<T>): Promise<T> {
      if (isOpen) throw new CircuitOpenError();
      const running = operation();
      underWay.add(running);
      try {
        return await running;
      } catch (error) {
        if (isOutage(error)) pinging ??= pingUntilAnswered().finally(() => (pinging = undefined));
        throw error;
      } finally {
        underWay.delete(running);
      }
    },

    /** Stops pinging. No ping and no operation is under way when this resolves. */
    async close(): Promise<void> {
      closing.abort();
      await Promise.allSettled(underWay);
      await pinging;
    },
  };
}
