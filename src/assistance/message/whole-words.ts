import { fold } from './normalize-text.js';

/** A letter of a script that puts spaces between words. Used to match whole words only; JavaScript's `\b` knows ASCII only. */
export const letter =
  '[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Devanagari}\\p{M}]';

/**
 * Source of a pattern that matches any of these words as a whole word in folded text. `*` in a word stands for up to
 * 24 letters, a space for one space or hyphen, `|` separates alternatives.
 */
export const anyOf = (words: readonly string[]): string =>
  `(?<!${letter})(?:${words
    .map((word) =>
      fold(word).replaceAll('*', `${letter}{0,24}`).replaceAll(' ', '[ -]').replaceAll('.', '\\.'),
    )
    .join('|')})(?!${letter})`;
