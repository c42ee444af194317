import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The result of `act`, or of `fallback` when `act` takes longer than `ms`. `act` is not stopped. Chromium does not
 * respond about a page that waits for its server, and Playwright has no time limit for such calls.
 */
export async function withTimeout<T, F>(
  ms: number,
  act: () => Promise<T>,
  fallback: () => F,
): Promise<T | F> {
  const done = new AbortController();
  try {
    return await Promise.race([
      act(),
      sleep(Math.max(1, ms), undefined, { signal: done.signal }).then(fallback),
    ]);
  } finally {
    done.abort();
  }
}
