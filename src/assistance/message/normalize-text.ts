import { asciiDigitOf } from '../fold-characters.js';
import { placeholders } from './placeholder-characters.js';

const invisible = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

const digitOfOtherScript = /(?![0-9])\p{Nd}/gu;

/** Marks that do not compose with a letter or digit into one character: strokes, underlines, keycaps. */
const looseMarks = /(?<=[A-Za-z0-9])\p{M}+/gu;

/** Chat apps write `*123456*` for bold. A masked card number has stars on one side only. */
const emphasis = /(?<![\w*])([*_~]{1,3})([A-Za-z0-9][A-Za-z0-9 -]{0,40})\1(?![\w*])/g;

/** A list bullet or a separator between sentences. A character that hides digits touches a digit or another such character. */
const bullet = /(?<!\S)[*•●∗](?!\S)/g;

const placeholder = new RegExp(`[${placeholders.join('')}]`, 'g');

const fullWidthToAscii = (character: string) => String.fromCharCode(character.charCodeAt(0) - 0xfee0);

/**
 * Returns the message in one spelling: ASCII digits and punctuation, plain spaces and hyphens, no invisible
 * characters and no marks on plain letters and digits, NFC. Half-width katakana (used by Japanese banks) become full-width. Not NFKC for the whole text: that
 * would turn a footnote's ¹ into a digit of the code.
 */
export function normalizeText(message: string): string {
  return message
    .replace(invisible, '')
    .replace(/[\uff01-\uff5e]/g, fullWidthToAscii)
    .replace(/[\uff61-\uff9f]+/g, (katakana) => katakana.normalize('NFKC'))
    .replace(digitOfOtherScript, (digit) => asciiDigitOf(digit) ?? digit)
    .normalize('NFC')
    .replace(looseMarks, '')
    .replace(/[\p{Pd}\u2212]/gu, '-')
    .replace(placeholder, ' ')
    .replace(/[^\S\r\n]+/g, ' ')
    .replace(bullet, ' ')
    .replace(emphasis, ' $2 ');
}

/** Letters that have no canonical decomposition in Unicode. */
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

/** Precomputed from À to the end of accented Greek, because each message is folded once for each of many patterns. */
const folded = new Map(
  Array.from({ length: 0x2000 - 0xc0 }, (_, offset) => String.fromCharCode(0xc0 + offset)).flatMap(
    (accented) => {
      const plain = withoutAccents(accented);
      return plain === accented ? [] : [[accented, plain] as const];
    },
  ),
);
const accentedLetter = new RegExp(`[${Array.from(folded.keys()).join('')}]`, 'g');

/** Lower case without accents; every character keeps its offset. Banks often drop accents to save SMS space. */
export const fold = (text: string): string =>
  text.replace(accentedLetter, (accented) => folded.get(accented) ?? accented).toLowerCase();
