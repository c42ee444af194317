/**
 * Estimates the server's clock from the `Date` headers of its responses. A header is truncated to the second and was
 * written between the request and its response, so each one gives a lower and an upper bound of the clock offset.
 * Several responses narrow the bounds.
 */
let lowestMs = Number.NEGATIVE_INFINITY;
let highestMs = Number.POSITIVE_INFINITY;

export function learnServerTime(dateHeader: string | null, sentAtMs: number, receivedAtMs: number): void {
  const secondMs = Date.parse(dateHeader ?? '');
  if (Number.isNaN(secondMs)) return;
  const low = secondMs - receivedAtMs;
  const high = secondMs + 1000 - sentAtMs;
  // The bounds contradict each other when one of the two clocks was set: start again with the new ones.
  const isContradicted = low > highestMs || high < lowestMs;
  lowestMs = isContradicted ? low : Math.max(lowestMs, low);
  highestMs = isContradicted ? high : Math.min(highestMs, high);
}

export function serverNowMs(): number {
  return Date.now() + (Number.isFinite(lowestMs) ? (lowestMs + highestMs) / 2 : 0);
}
