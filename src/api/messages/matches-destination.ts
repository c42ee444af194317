/** Fewer digits than this name no phone (`SIM1`), nor do more than E.164 allows. */
const fewestDigits = 5;
const mostDigits = 15;

/** What banks write in place of the digits that they hide. */
const masks = '•●∙·*xX#_…';
const numberLike = new RegExp(`\\+?[\\d${masks}][\\d${masks}\\s().-]*`, 'gu');
const hidden = new RegExp(`[${masks}]`, 'u');

/**
 * Whether a message to this number may be the one that a bank sent to a masked destination: the digits that the
 * bank shows stand in the number, in their order, and the last ones at its end. True when either is not known.
 */
export function matchesDestination(to: string | undefined, destination: string | undefined): boolean {
  if (to === undefined || destination === undefined || to.includes('@')) return true;
  const digits = to.replace(/\D/g, '');
  const shown = shownIn(destination);
  if (digits.length < fewestDigits || digits.length > mostDigits || !shown) return true;
  const groups = comparable(groupsIn(shown), { to, shown });
  const endsWithDigit = /\d\D*$/.test(shown) && !hidden.test(shown.slice(shown.search(/\d\D*$/)));
  const pattern = groups.join('\\d*');
  return new RegExp(endsWithDigit ? `${pattern}$` : pattern).test(digits);
}

/** Of two numbers one may have its country's code and the other, in its place, a 0 or nothing. */
function comparable(groups: string[], { to, shown }: { to: string; shown: string }): string[] {
  if (isInternational(to) === isInternational(shown)) return groups;
  const [first = '', ...rest] = groups;
  if (isInternational(shown)) return rest;
  // Where nothing is hidden behind it, a 0 is one of the last digits.
  const withoutTrunk = rest.length > 0 ? first.replace(/^0/, '') : first;
  return withoutTrunk === '' ? rest : [withoutTrunk, ...rest];
}

const isInternational = (number: string) => /^\s*(\+|00)/.test(number);

/** The runs of digits between the masks; blanks and hyphens between digits are only for the eye. */
const groupsIn = (shown: string): string[] =>
  shown
    .replace('(0)', '')
    .replace(/[\s().+-]/g, '')
    .match(/\d+/g) ?? [];

/** The part of the bank's words that is a masked number; else its last number: `ending in 1234`. */
function shownIn(destination: string): string | undefined {
  if (destination.includes('@')) return undefined;
  const parts = (destination.match(numberLike) ?? []).filter((part) => /\d{2}/.test(part.replace(/\s/g, '')));
  return parts.findLast((part) => hidden.test(part)) ?? parts.at(-1);
}
