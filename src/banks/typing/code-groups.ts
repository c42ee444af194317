/** More fields than that are one for each character, whatever their `maxlength`. */
const mostGroups = 4;

/**
 * How many characters of a code go into each of several fields, by their `maxlength`: one each, or groups such as 4 + 4.
 * Some pages give single boxes a larger `maxlength`, so that a whole code can be pasted into the first one.
 */
export function codeGroups(maxLengths: readonly (string | null)[]): number[] {
  const sizes = maxLengths.map(Number);
  const areGroups = sizes.length <= mostGroups && sizes.every((size) => Number.isInteger(size) && size >= 2);
  return areGroups ? sizes : sizes.map(() => 1);
}
