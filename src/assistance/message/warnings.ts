import { fold } from './normalize-text.js';
import { codeWordPlaceholder, noisePlaceholder } from './placeholder-characters.js';
import { createPhraseTable } from './phrase-table.js';
import { anyOf } from './whole-words.js';
import { determiners, negations, unspacedNegations, validities } from './warning-words.js';

const negation = createPhraseTable(negations, unspacedNegations);

const validity = createPhraseTable(validities, '有效|有効');

const isTheCode = new RegExp(
  `${anyOf(determiners)} (?:[\\p{L}\\p{M}-]{1,24} ){0,2}?${codeWordPlaceholder}|[此本この이]{1,2} ?${codeWordPlaceholder}`,
  'u',
);

const sentence = /[^.!?;。؟؛।\r\n]+/gu;

const hasCodeWord = (part: string) => part.includes(codeWordPlaceholder);
const isWarning = (part: string) => !/\d|: ?$/.test(part) && negation.isIn(fold(part));

/**
 * Masks code words in sentences that warn ("Never share your PIN") and hold no number: those name nothing, also no number
 * in the next line. Takes and returns text in which code words and everything that is no code are masked.
 */
export const maskWarnings = (text: string): string =>
  text.replace(sentence, (part) =>
    hasCodeWord(part) && isWarning(part) ? part.replaceAll(codeWordPlaceholder, noisePlaceholder) : part,
  );

/**
 * Whether a text, masked as for `maskWarnings`, speaks of the code that it holds: "Do not share this code", "Your code is
 * valid for 5 minutes".
 */
export const mentionsItsCode = (text: string): boolean =>
  Array.from(text.matchAll(sentence), ([part]) => part).some(
    (part) => hasCodeWord(part) && (isTheCode.test(fold(part)) || validity.isIn(fold(part))),
  );
