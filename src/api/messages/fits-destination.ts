/** Fewer digits than this name no phone: `SIM1`. */
const fewestDigits = 5;

/** What banks write in place of the digits that they hide. */
const masks = '•●∙·*xX#_…';
const numberLike = new RegExp(`\\+?[\\d${masks}][\\d${masks}\\s().-]*`, 'gu');
const hidden = new RegExp(`[${masks}]`, 'u');

/**
 * Whether a message to this number may be the one that a bank sent to a masked destination: the digits that the
 * bank shows stand in the number, in their order, and the last ones at its end. True when either is not known.
 */
export function fitsDestination(to: string | undefined, destination: string | undefined): boolean {
  if (to === undefined || destination === undefined || to.includes('@')) return true;
  const digits = to.replace(/\D/g, '');
  const shown = shownIn(destination);
  if (digits.length < fewestDigits || !shown) return true;
  // A number without its country's code is compared without it.
  const groups = isInternational(to) || !shown.startsWith('+') ? groupsIn(shown) : groupsIn(shown).slice(1);
  const endsWithDigit = /\d\D*$/.test(shown) && !hidden.test(shown.slice(shown.search(/\d\D*$/)));
  const pattern = groups.join('\\d*');
  return new RegExp(endsWithDigit ? `${pattern}$` : pattern).test(digits);
}

const isInternational = (number: string) => /^\s*(\+|00)/.test(number);

/** The runs of digits between the masks; blanks and hyphens between digits are only for the eye. */
const groupsIn = (shown: string): string[] => shown.replace(/[\s().+-]/g, '').match(/\d+/g) ?? [];

/** The part of the bank's words that is a masked number; else its last number: `ending in 1234`. */
function shownIn(destination: string): string | undefined {
  if (destination.includes('@')) return undefined;
  const parts = (destination.match(numberLike) ?? []).filter((part) => /\d{2}/.test(part.replace(/\s/g, '')));
  return parts.findLast((part) => hidden.test(part)) ?? parts.at(-1);
}
