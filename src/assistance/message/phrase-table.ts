import type { TextRange } from './mask.js';
import { fold } from './normalize-text.js';
import { letter } from './whole-words.js';

/** Finds the words and phrases of a table in folded text. */
export interface PhraseTable {
  find: (folded: string) => TextRange[];
  isIn: (folded: string) => boolean;
}

interface Word {
  text: string;
  start: number;
  end: number;
}

/** A phrase without its first word. */
type Rest = readonly string[];

const word = new RegExp(`${letter}+`, 'gu');

/**
 * A table of words as in `anyOf`: `|` separates phrases, a space in a phrase stands for one space, hyphen or apostrophe,
 * and `*` at the end of a word for more letters. Hundreds of words take no longer to find than one. `unspaced` is the
 * source of a pattern for scripts without spaces between words.
 */
export function createPhraseTable(words: readonly string[], unspaced?: string): PhraseTable {
  const phrases = new Map<string, Rest[]>();
  const beginnings = new Set<string>();
  for (const phrase of words.flatMap((row) => fold(row).split('|'))) {
    const [first = '', ...rest] = phrase.split(' ');
    if (first.endsWith('*')) beginnings.add(first.slice(0, -1));
    else
      phrases.set(
        first,
        [...(phrases.get(first) ?? []), rest].toSorted((a, b) => b.length - a.length),
      );
  }
  const unspacedPattern = unspaced === undefined ? null : new RegExp(unspaced, 'gu');

  function endOfPhrase(found: readonly Word[], at: number, folded: string): number | null {
    const first = found[at];
    if (first === undefined) return null;
    const rest = phrases
      .get(first.text)
      ?.find((others) => others.every((other, offset) => follows(found, at + offset + 1, other, folded)));
    if (rest !== undefined) return at + rest.length;
    return hasBeginning(first.text) ? at : null;
  }

  const lengths = Array.from(new Set(Array.from(beginnings, ({ length }) => length)));
  const hasBeginning = (text: string): boolean =>
    lengths.some((length) => beginnings.has(text.slice(0, length)));

  function find(folded: string): TextRange[] {
    const found = Array.from(folded.matchAll(word), ({ 0: text, index }) => ({
      text,
      start: index,
      end: index + text.length,
    }));
    const ranges: TextRange[] = [];
    for (let at = 0; at < found.length; at += 1) {
      const lastAt = endOfPhrase(found, at, folded);
      const [first, last] = [found[at], lastAt === null ? undefined : found[lastAt]];
      if (!first || !last || lastAt === null) continue;
      ranges.push([first.start, last.end]);
      at = lastAt;
    }
    if (unspacedPattern === null) return ranges;
    const others = Array.from(folded.matchAll(unspacedPattern), ({ 0: text, index }): TextRange => [
      index,
      index + text.length,
    ]);
    return [...ranges, ...others].toSorted(([a], [b]) => a - b);
  }

  return { find, isIn: (folded) => find(folded).length > 0 };
}

function follows(found: readonly Word[], at: number, text: string, folded: string): boolean {
  const [before, next] = [found[at - 1], found[at]];
  if (!before || next?.text !== text || next.start !== before.end + 1) return false;
  return /[ '’-]/.test(folded.charAt(before.end));
}
