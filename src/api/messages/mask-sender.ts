/** Digits of a number that are shown at its end. */
const shownDigits = 3;

/**
 * A sender as it may be shown and kept: of a telephone number the last three digits, of an e-mail address the first
 * character and the domain. Names and short codes, which are those of companies, stay as they are.
 */
export function maskSender(sender: string): string {
  const address = /^(.).*(@[^@]+)$/su.exec(sender);
  if (address) return `${address[1] ?? ''}•••${address[2] ?? ''}`;
  const digits = sender.replace(/\D/g, '').length;
  if (digits < 7) return sender;
  let hidden = digits - shownDigits;
  return sender.replace(/\d/g, (digit) => (hidden-- > 0 ? '•' : digit));
}
