/** Whether a message comes from one of the senders; any does when none are listed. */
export function matchesSender(from: string | undefined, senders: readonly string[]): boolean {
  if (senders.length === 0) return true;
  return from !== undefined && senders.some((sender) => normalizeSender(sender) === normalizeSender(from));
}

/** A sender as it is compared: numbers without `+`, `00` and separators, names without regard to case. */
export function normalizeSender(written: string): string {
  const compact = written.normalize('NFKC').replace(/\s/g, '').toLowerCase();
  const isNumber = /^\+?[\d().\-/]+$/.test(compact);
  return isNumber ? compact.replace(/\D/g, '').replace(/^00/, '') : compact;
}
