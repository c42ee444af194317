import { normalizeCode } from '../code-shape.js';
import { codeWordMark, noiseMark } from './marks.js';

const invisible = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** Chat programs write `*123456*` for bold; a masked card has its stars on one side only. */
const emphasis = /(?<![\w*])([*_~]{1,3})([A-Za-z0-9][A-Za-z0-9 -]{0,40})\1(?![\w*])/g;

/** A sign of a list, or between two sentences; one that hides something has a digit or another sign beside it. */
const bullet = /(?<!\S)[*•●∗](?!\S)/g;

const fullWidthToAscii = (sign: string) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0);

/**
 * The message in one spelling: ASCII digits and signs, plain spaces and hyphens, no invisible marks. Japanese
 * banks write half-width katakana. Not NFKC as a whole: it would make a footnote's ¹ a digit of the code.
 */
export function readable(message: string): string {
  return message
    .replace(invisible, '')
    .replace(/[\uff01-\uff5e]/g, fullWidthToAscii)
    .replace(/[\uff61-\uff9f]+/g, (katakana) => katakana.normalize('NFKC'))
    .replace(/[\u0660-\u0669\u06f0-\u06f9]/g, normalizeCode)
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(new RegExp(`[${noiseMark}${codeWordMark}]`, 'g'), ' ')
    .replace(/[^\S\r\n]+/g, ' ')
    .replace(bullet, ' ')
    .replace(emphasis, ' $2 ')
    .normalize('NFC');
}

/** Letters with a stroke, which Unicode does not take apart. */
const plainLetters = new Map([
  ['ł', 'l'],
  ['Ł', 'l'],
  ['ø', 'o'],
  ['Ø', 'o'],
  ['đ', 'd'],
  ['Đ', 'd'],
  ['ı', 'i'],
]);

const withoutAccents = (letter: string) => {
  const plain = plainLetters.get(letter) ?? letter.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  return plain.length === 1 ? plain : letter;
};

/** Worked out once, from À to the end of accented Greek: a message is folded for many patterns. */
const folded = new Map(
  Array.from({ length: 0x2000 - 0xc0 }, (_, offset) => String.fromCharCode(0xc0 + offset)).map((accented) => [
    accented,
    withoutAccents(accented),
  ]),
);

/** Small letters without accents, each at its old place: banks leave accents out to fit an SMS. */
export const fold = (text: string): string =>
  text.replace(/[\u00c0-\u1fff]/g, (accented) => folded.get(accented) ?? accented).toLowerCase();
