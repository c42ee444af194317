import { maskMatches } from './mask.js';
import { codeWordPlaceholder } from './placeholder-characters.js';
import { anyOf } from './whole-words.js';
import { spacedWords, unspacedWords, qualifiers } from './code-words.js';

/** The lookahead keeps `otp123` one word. */
export const codeWord = new RegExp(
  `${anyOf(spacedWords)}(?!(?<=[a-z])\\d)(?: ${anyOf(qualifiers)})?|${unspacedWords.join('|')}`,
  'gu',
);
/** Replaces code words by `codeWordPlaceholder`. */
export const maskCodeWords = (text: string): string =>
  maskMatches(text, codeWord, { inFolded: true, placeholder: codeWordPlaceholder });
