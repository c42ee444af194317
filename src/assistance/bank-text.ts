import { fitsLength, type ExpectedShape } from './code-shape.js';
import { foldCharacters, type FoldedCharacter, isDigit, isLetterOrDigit } from './fold-characters.js';

/** What the prompt has room for, in characters. Banks' texts may be longer than people read. */
const maxLength = 300;

/** How much of a text is looked at, in characters: more than anybody reads, and little enough to search quickly. */
const maxSearched = 4_000;

/** Replaces what was cut from a bank's text. */
export const cutMark = '•••';

/** Visible characters that may stand between two characters of a secret: `9 · 8 · 7`. */
const maxGap = 3;

/** What neither PostgreSQL nor JSON can store: NUL and unpaired surrogates. */
const unstorable = /[\0\p{Cs}]/gu;

/**
 * Returns a text of a bank's page without the given secrets (code, user name, password), in one line of at most 300
 * characters. Banks repeat what was typed: in another case, in the digits of another script (`٩٨٧`), with invisible
 * characters in it, or with up to three others between each two (`987.652`, `9 | 8 | 7`). Between the digits of a
 * number these may be letters too. Each occurrence becomes `•••`.
 */
export function cleanBankText(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets.toSorted((a, b) => b.length - a.length);
  const characters = Array.from(longestFirst.reduce(withoutSecret, inOneLine(text)));
  return characters.length <= maxLength
    ? characters.join('')
    : `${characters.slice(0, maxLength - 1).join('')}…`;
}

/**
 * Returns a text of a bank's page without anything that may be a code, for a page that can still show codes which
 * were typed earlier and are no longer known. That is every run of letters and digits, also in groups or spread out
 * (`987 652`, `9 · 8 · 7`), that has a digit and the expected length; four and more where the length is unknown.
 */
export function cleanOfCodes(text: string, shape: Pick<ExpectedShape, 'length' | 'minLength'>): string {
  const line = inOneLine(text);
  return cut(line, possibleCodes(wordsOf(foldCharacters(line)), shape));
}

/**
 * Where a text repeats one of the secrets, in any of the ways that `cleanBankText` knows: offsets in the text, the end
 * exclusive. For texts of any length; nothing is cut.
 */
export function findSecrets(text: string, secrets: readonly string[]): { start: number; end: number }[] {
  const folded = foldCharacters(text);
  return secrets.flatMap((secret) => {
    const { wanted, isGap } = searchFor(secret);
    return wanted.length === 0 ? [] : occurrences(folded, wanted, isGap);
  });
}

const inOneLine = (text: string): string =>
  Array.from(text.replace(unstorable, '').replace(/\s+/g, ' ').trim()).slice(0, maxSearched).join('');

type Range = Pick<FoldedCharacter, 'start' | 'end'>;

function cut(text: string, ranges: readonly Range[]): string {
  const kept = ranges.map(({ start }, at) => text.slice(ranges[at - 1]?.end ?? 0, start));
  return [...kept, text.slice(ranges.at(-1)?.end ?? 0)].join(cutMark);
}

/** What stood around an occurrence can be another one (`998787`). No real text nests them deeper. */
const maxPasses = 10;

function searchFor(secret: string) {
  const wanted = foldCharacters(secret).map(({ text: character }) => character);
  const isNumber = wanted.every((character) => /[0-9]/.test(character));
  const isGap = (character: FoldedCharacter): boolean =>
    !character.isWordCharacter || (isNumber && !isDigit(character));
  return { wanted, isGap };
}

function withoutSecret(text: string, secret: string): string {
  const { wanted, isGap } = searchFor(secret);
  if (wanted.length === 0) return text;
  let rest = text;
  for (let pass = 0; pass < maxPasses; pass += 1) {
    const ranges = occurrences(foldCharacters(rest), wanted, isGap);
    if (ranges.length === 0) break;
    rest = cut(rest, ranges);
  }
  return rest;
}

function occurrences(
  text: readonly FoldedCharacter[],
  wanted: readonly string[],
  isGap: (character: FoldedCharacter) => boolean,
): Range[] {
  const found: Range[] = [];
  for (let at = 0; at < text.length; at += 1) {
    const first = text[at];
    const lastAt = endOfOccurrence(text, at, wanted, isGap);
    const last = lastAt === null ? undefined : text[lastAt];
    if (!first || !last || lastAt === null) continue;
    found.push({ start: first.start, end: last.end });
    at = lastAt;
  }
  return found;
}

/** Where an occurrence that begins at `from` ends; null if none begins there. */
function endOfOccurrence(
  text: readonly FoldedCharacter[],
  from: number,
  [first, ...rest]: readonly string[],
  isGap: (character: FoldedCharacter) => boolean,
): number | null {
  if (text[from]?.text !== first) return null;
  let end: number | null = from;
  for (const character of rest) {
    end = nextMatch(text, end, character, isGap);
    if (end === null) return null;
  }
  return end;
}

function nextMatch(
  text: readonly FoldedCharacter[],
  after: number,
  character: string,
  isGap: (character: FoldedCharacter) => boolean,
): number | null {
  let gap = 0;
  for (let at = after + 1; gap <= maxGap; at += 1) {
    const one = text[at];
    if (one?.text === character) return at;
    if (!one || !isGap(one)) return null;
    if (one.start !== text[at - 1]?.start) gap += 1;
  }
  return null;
}

/** A run of letters and digits. */
interface Word extends Range {
  length: number;
  hasDigit: boolean;
  /** Visible characters between the word before and this one. */
  gapBefore: number;
}

function wordsOf(text: readonly FoldedCharacter[]): Word[] {
  const words: Word[] = [];
  let gap = 0;
  for (const character of text) {
    const last = words.at(-1);
    if (!isLetterOrDigit(character)) gap += 1;
    else if (last && gap === 0) {
      last.length += 1;
      last.hasDigit ||= isDigit(character);
      last.end = character.end;
    } else {
      words.push({ ...character, length: 1, hasDigit: isDigit(character), gapBefore: gap });
      gap = 0;
    }
  }
  return words;
}

/** The shortest run that is taken for a code where the length is unknown. */
const shortestCode = 4;

function possibleCodes(words: readonly Word[], shape: Pick<ExpectedShape, 'length' | 'minLength'>): Range[] {
  const found: Range[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const lastAt = endOfCode(words, at, shape);
    const [first, last] = [words[at], lastAt === null ? undefined : words[lastAt]];
    if (!first || !last || lastAt === null) continue;
    found.push({ start: first.start, end: last.end });
    at = lastAt;
  }
  return found;
}

/** The last word of the longest possible code that begins with a word. A group of a code has a digit or is one character. */
function endOfCode(
  words: readonly Word[],
  from: number,
  shape: Pick<ExpectedShape, 'length' | 'minLength'>,
): number | null {
  let [end, length, hasDigit]: [number | null, number, boolean] = [null, 0, false];
  for (let at = from; at < words.length; at += 1) {
    const word = words[at];
    if (!word || !(word.hasDigit || word.length === 1)) break;
    if (at > from && word.gapBefore > maxGap) break;
    length += word.length;
    hasDigit ||= word.hasDigit;
    if (hasDigit && fitsLength(length, shape) && (shape.length !== null || length >= shortestCode)) end = at;
  }
  return end;
}
