/** Anything with fewer digits is not a phone number (`SIM1`); E.164 allows at most 15. */
const minDigits = 5;
const maxDigits = 15;

/** Characters with which banks mask digits. */
const masks = '•●∙·*xX#_…';
const numberLike = new RegExp(`\\+?[\\d${masks}][\\d${masks}\\s().-]*`, 'gu');
const hidden = new RegExp(`[${masks}]`, 'u');

/**
 * Whether a message to `to` may be the one that a bank sent to the masked `destination`: the digits that are not masked
 * must occur in the number in this order, and the last ones at its end. True if either is unknown or not a number.
 */
export function matchesDestination(to: string | undefined, destination: string | undefined): boolean {
  if (to === undefined || destination === undefined || to.includes('@')) return true;
  const digits = to.replace(/\D/g, '');
  const shown = shownIn(destination);
  if (digits.length < minDigits || digits.length > maxDigits || !shown) return true;
  const groups = comparable(groupsIn(shown), { to, shown });
  const endsWithDigit = /\d\D*$/.test(shown) && !hidden.test(shown.slice(shown.search(/\d\D*$/)));
  const pattern = groups.join('\\d*');
  return new RegExp(endsWithDigit ? `${pattern}$` : pattern).test(digits);
}

/** Drops the country code, or the trunk prefix 0, if only one of the two numbers is written internationally. */
function comparable(groups: string[], { to, shown }: { to: string; shown: string }): string[] {
  if (isInternational(to) === isInternational(shown)) return groups;
  const [first = '', ...rest] = groups;
  if (isInternational(shown)) return rest;
  // A leading 0 in the only group is one of the last digits, not a trunk prefix.
  const withoutTrunk = rest.length > 0 ? first.replace(/^0/, '') : first;
  return withoutTrunk === '' ? rest : [withoutTrunk, ...rest];
}

const isInternational = (number: string) => /^\s*(\+|00)/.test(number);

/** The groups of digits between masks, ignoring the usual separators. */
const groupsIn = (shown: string): string[] =>
  shown
    .replace('(0)', '')
    .replace(/[\s().+-]/g, '')
    .match(/\d+/g) ?? [];

/** The masked number in the bank's text or, without a mask, the last number: `ending in 1234`. */
function shownIn(destination: string): string | undefined {
  if (destination.includes('@')) return undefined;
  const parts = (destination.match(numberLike) ?? []).filter((part) => /\d{2}/.test(part.replace(/\s/g, '')));
  return parts.findLast((part) => hidden.test(part)) ?? parts.at(-1);
}
