/** Whether a message is from one of these senders. True if none are configured. */
export function matchesSender(from: string | undefined, senders: readonly string[]): boolean {
  if (senders.length === 0) return true;
  return from !== undefined && senders.some((sender) => normalizeSender(sender) === normalizeSender(from));
}

/**
 * Normalizes a sender for comparison: numbers without `+`, `00` and separators, names in lower case without spaces, and
 * both without the `whatsapp:` that Twilio puts in front.
 */
export function normalizeSender(sender: string): string {
  const compact = sender
    .normalize('NFKC')
    .replace(/\s/g, '')
    .toLowerCase()
    .replace(/^whatsapp:/, '');
  const isNumber = /^\+?[\d().\-/]+$/.test(compact);
  return isNumber ? compact.replace(/\D/g, '').replace(/^00/, '') : compact;
}
