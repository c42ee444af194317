/** Seconds before the first retries; later ones grow from the last by half again and more. */
const firstPauses = [2, 5, 12, 30];
const growth = 2.5;
const longestPauseSeconds = 600;
/** How long an endpoint may ask us to wait: its `Retry-After` may say anything. */
const longestRequestedPauseSeconds = 3_600;

/**
 * How long to wait before the next attempt, after so many failed ones. A fifth of chance more or less keeps
 * deliveries that failed together from coming back together.
 */
export function pauseSeconds(attempts: number, random: () => number = Math.random): number {
  const steps = Math.max(0, attempts - firstPauses.length);
  const base = firstPauses[attempts - 1] ?? (firstPauses.at(-1) ?? 30) * growth ** steps;
  return Math.min(longestPauseSeconds, base * (0.8 + 0.4 * random()));
}

/** What a `Retry-After` header asks for, in seconds or as a date, bounded; null when it says nothing that counts. */
export function requestedPauseSeconds(retryAfter: string | null, now: Date): number | null {
  if (retryAfter === null) return null;
  const seconds = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - now.getTime()) / 1_000;
  return seconds > 0 ? Math.min(longestRequestedPauseSeconds, seconds) : null;
}
