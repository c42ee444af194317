/** One letter, digit or other visible character of a text, in a form that is the same in all scripts. */
export interface FoldedCharacter {
  /** A lower-case letter without accents, an ASCII digit, or the character itself if it is neither. */
  text: string;
  /** UTF-16 offsets in the text; the end is exclusive and lies behind the character's combining marks. */
  start: number;
  end: number;
  /** False for symbols and punctuation, also for those that are folded to letters: `ⓐ`, `㏂`. */
  isWordCharacter: boolean;
}

/**
 * Folds a text for comparisons that must not depend on spelling: digits of every script become ASCII, letters lose
 * case, accents and width (`Ａ`, `𝐀`, `ⓐ` and `á` are `a`), ligatures and the like become several characters at one
 * place. Invisible characters are left out.
 */
export function foldCharacters(text: string): FoldedCharacter[] {
  const folded: FoldedCharacter[] = [];
  let start = 0;
  for (const character of text) {
    const end = start + character.length;
    if (/\p{M}/u.test(character)) extendLast(folded, { from: start, to: end });
    else {
      const isWordCharacter = /[\p{L}\p{N}]/u.test(character);
      for (const one of foldOne(character)) folded.push({ text: one, start, end, isWordCharacter });
    }
    start = end;
  }
  return folded;
}

export const isLetterOrDigit = ({ text }: FoldedCharacter): boolean => /[\p{L}\p{N}]/u.test(text);
export const isDigit = ({ text }: FoldedCharacter): boolean => /[0-9]/.test(text);

function extendLast(folded: FoldedCharacter[], { from, to }: { from: number; to: number }): void {
  for (let at = folded.length - 1; folded[at]?.end === from; at -= 1) {
    const last = folded[at];
    if (last) last.end = to;
  }
}

const invisible = /[\p{Cf}\p{M}\p{Default_Ignorable_Code_Point}]/gu;

function foldOne(character: string): string[] {
  const digit = digitOf(character);
  if (digit !== null) return [digit];
  // To upper case first: ς and σ are one letter, and ß is ss.
  const plain = character.normalize('NFKD').replace(invisible, '').toUpperCase().toLowerCase();
  const parts = Array.from(plain, (part) => digitOf(part) ?? part).filter((part) =>
    /[\p{L}\p{N}]/u.test(part),
  );
  if (parts.length > 0) return parts;
  return character.replace(invisible, '') === '' ? [] : [character];
}

const decimalDigit = /^\p{Nd}$/u;

/** Digits that Unicode counts among letters or symbols: written Chinese ones, and circled ones without a plain form. */
const otherDigits = new Map(
  [
    '〇一二三四五六七八九',
    '零壹貳參肆伍陸柒捌玖',
    '⓿❶❷❸❹❺❻❼❽❾',
    '🄋➀➁➂➃➄➅➆➇➈',
    '🄌➊➋➌➍➎➏➐➑➒',
    '⓪⓵⓶⓷⓸⓹⓺⓻⓼⓽',
  ].flatMap((digits) => Array.from(digits, (digit, value) => [digit, String(value)] as const)),
);

/** The ASCII digit for a digit of any script; null for everything else. */
const digitOf = (character: string): string | null => otherDigits.get(character) ?? asciiDigitOf(character);

/** The ASCII digit for a decimal digit of any script (Unicode's category Nd); null for everything else. */
export function asciiDigitOf(character: string): string | null {
  if (!decimalDigit.test(character)) return null;
  // Unicode keeps the ten digits of a script together and in order, and puts several such tens in a row.
  const point = character.codePointAt(0) ?? 0;
  let first = point;
  while (decimalDigit.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((point - first) % 10);
}
