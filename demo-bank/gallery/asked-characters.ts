import type { RandomInt } from '../codes.js';
import type { Fields } from './site.js';

/** Three different positions of a secret, in order; the first is 1. */
export function pickPositions(length: number, random: RandomInt): number[] {
  const positions = Array.from({ length }, (_, index) => index + 1);
  while (positions.length > 3) positions.splice(random(positions.length), 1);
  return positions;
}

/** The characters of the secret that the page asked for, as the form repeats it in `asked`. */
export const askedCharacters = (secret: string, asked = ''): string =>
  asked
    .split(',')
    .map((position) => secret.charAt(Number(position) - 1))
    .join('');

/** Whether `typed` are the characters that the page asked for. */
export function areAskedCharacters(secret: string, asked: Fields[string], typed: Fields[string]): boolean {
  const wanted = askedCharacters(secret, asked);
  return wanted.length === 3 && typed === wanted;
}
