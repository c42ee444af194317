import { fold } from './readable.js';

/** Letters of scripts that put spaces between words, for "not inside a longer word". */
export const letter =
  '[\\p{Script=Latin}\\p{Script=Cyrillic}\\p{Script=Greek}\\p{Script=Arabic}\\p{Script=Hebrew}\\p{Script=Devanagari}\\p{M}]';

/**
 * Matches any of these words as a whole, in folded text. `*` in a word stands for any letters, a space for the
 * space or hyphen between two words.
 */
export const anyOf = (words: readonly string[]): string =>
  `(?<!${letter})(?:${words
    .map((word) =>
      fold(word).replaceAll('*', `${letter}{0,24}`).replaceAll(' ', '[ -]').replaceAll('.', '\\.'),
    )
    .join('|')})(?!${letter})`;
