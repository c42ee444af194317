/** Seconds before each of the first retries; from then on each delay is `growth` times the one before. */
const firstDelaysSeconds = [2, 5, 12, 30];
const growth = 2.5;
const maxDelaySeconds = 600;
/** Upper bound for what an endpoint may ask for with `Retry-After`. */
const maxRetryAfterSeconds = 3_600;

/**
 * Seconds to wait before the next attempt, after `attempts` failed ones. Jitter of up to 20 % either way spreads
 * deliveries that failed together.
 */
export function retryDelaySeconds(attempts: number, random: () => number = Math.random): number {
  const steps = Math.max(0, attempts - firstDelaysSeconds.length);
  const base = firstDelaysSeconds[attempts - 1] ?? (firstDelaysSeconds.at(-1) ?? 30) * growth ** steps;
  return Math.min(maxDelaySeconds, base * (0.8 + 0.4 * random()));
}

/** Seconds that a `Retry-After` header (seconds or a date) asks for, at most an hour; null when absent, invalid or past. */
export function retryAfterSeconds(retryAfter: string | null, now: Date): number | null {
  if (retryAfter === null) return null;
  const seconds = /^\s*\d+\s*$/.test(retryAfter)
    ? Number(retryAfter)
    : (Date.parse(retryAfter) - now.getTime()) / 1_000;
  return seconds > 0 ? Math.min(maxRetryAfterSeconds, seconds) : null;
}
