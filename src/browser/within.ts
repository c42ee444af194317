import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What an act at a page brings in that time, else the fallback. Chromium answers no question about a page while
 * that page waits for its server, and Playwright gives such questions no time limit of their own.
 */
export async function within<T, F>(ms: number, act: () => Promise<T>, fallback: () => F): Promise<T | F> {
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
