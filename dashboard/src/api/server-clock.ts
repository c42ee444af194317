/**
 * The server's clock, learned from its answers. A `Date` header is cut to the second and was written some time between
 * the question and its answer, so each answer bounds the offset from both sides; the bounds of several narrow it down.
 */
let lowestMs = Number.NEGATIVE_INFINITY;
let highestMs = Number.POSITIVE_INFINITY;

export function learnServerTime(dateHeader: string | null, askedAtMs: number, answeredAtMs: number): void {
  const secondMs = Date.parse(dateHeader ?? '');
  if (Number.isNaN(secondMs)) return;
  const low = secondMs - answeredAtMs;
  const high = secondMs + 1000 - askedAtMs;
  // One of the two clocks was set: what was known of the offset is no longer so.
  const isContradicted = low > highestMs || high < lowestMs;
  lowestMs = isContradicted ? low : Math.max(lowestMs, low);
  highestMs = isContradicted ? high : Math.min(highestMs, high);
}

export function serverNowMs(): number {
  return Date.now() + (Number.isFinite(lowestMs) ? (lowestMs + highestMs) / 2 : 0);
}
