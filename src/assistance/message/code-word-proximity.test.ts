import { describe, expect, it } from 'vitest';
import type { Candidate } from './candidates.js';
import { candidatesNamedBy, type InterpretedToken, splitAt } from './code-word-proximity.js';
import type { TokenKind } from './tokenize.js';

const kinds: Record<string, TokenKind> = {
  CODE: 'codeWord',
  is: 'copula',
  ':': 'colon',
  the: 'filler',
  and: 'and',
  ',': 'pause',
  '.': 'stop',
  '/': 'line',
  '~': 'noise',
  x1: 'chunk',
};

/** A sentence in which numbers are candidates, `CODE` is a code word, and every other word is what `kinds` says. */
const tokensOf = (sentence: string): InterpretedToken[] =>
  sentence.split(' ').map((text) => {
    const candidate: Candidate | null = /^\d+$/.test(text)
      ? { codes: [text], weak: false, made: 'digits' }
      : null;
    return { kind: candidate ? 'chunk' : (kinds[text] ?? 'word'), candidate };
  });

/** What the first code word of the sentence refers to. */
function namedIn(sentence: string): string[] {
  const tokens = tokensOf(sentence);
  const at = tokens.findIndex(({ kind }) => kind === 'codeWord');
  return candidatesNamedBy(tokens, at).flatMap(({ codes }) => codes);
}

describe('the code after a code word', () => {
  it.each([
    ['CODE 1', ['1']],
    ['CODE is 1', ['1']],
    ['CODE the 1', ['1']],
    ['CODE / 1', ['1']],
    ['CODE w w is 1', ['1']],
    ['CODE x1 is 1', ['1']],
    ['CODE ~ is 1', ['1']],
    ['CODE is the CODE 1', ['1']],
    // listed with it
    ['CODE 1 and 2', ['1', '2']],
    ['CODE 1 , 2 , the 3', ['1', '2', '3']],
    ['CODE 1 w 2', ['1']],
    ['CODE 1 . 2', ['1']],
    ['CODE 1 is 2', ['1']],
    ['CODE 1 / 2', ['1']],
    // only words lead to it
    ['CODE w 1', []],
    ['CODE x1 1', []],
    ['CODE ~ 1', []],
    ['CODE is w 1', []],
    // another sentence or clause
    ['CODE . 1', []],
    ['CODE , 1', []],
    ['CODE is . 1', []],
    ['CODE', []],
  ])('%s: %j', (sentence, codes) => {
    expect(namedIn(sentence)).toEqual(codes);
  });

  it('is up to 19 tokens away', () => {
    const words = (count: number): string => Array.from({ length: count }, () => 'w').join(' ');
    expect(namedIn(`CODE ${words(17)} is 1`)).toEqual(['1']);
    expect(namedIn(`CODE ${words(18)} is 1`)).toEqual([]);
  });
});

describe('the code before a code word', () => {
  it.each([
    ['1 CODE', ['1']],
    ['1 is the CODE', ['1']],
    ['1 is CODE', ['1']],
    ['2 1 CODE', ['1']],
    ['1 is w CODE', ['1']],
    ['. 1 is w w CODE', ['1']],
    ['/ 1 is w CODE', ['1']],
    [', 1 is w CODE', ['1']],
    ['is 1 is w CODE', ['1']],
    ['the 1 w CODE', ['1']],
    // The sentence does not open with it
    ['w 1 w CODE', []],
    ['2 1 w CODE', []],
    ['1 ~ w CODE', []],
    ['1 w ~ CODE', []],
    // another sentence or clause
    ['1 . CODE', []],
    ['1 , CODE', []],
    ['1 / CODE', []],
    ['1 . w CODE', []],
    ['1 / w CODE', []],
    ['1 , w CODE', []],
  ])('%s: %j', (sentence, codes) => {
    expect(namedIn(sentence)).toEqual(codes);
  });

  it('is up to 20 tokens away', () => {
    const fillers = (count: number): string => Array.from({ length: count }, () => 'the').join(' ');
    expect(namedIn(`1 ${fillers(19)} CODE`)).toEqual(['1']);
    expect(namedIn(`1 ${fillers(20)} CODE`)).toEqual([]);
    const words = (count: number): string => Array.from({ length: count }, () => 'w').join(' ');
    expect(namedIn(`1 is ${words(18)} CODE`)).toEqual(['1']);
    expect(namedIn(`1 is ${words(19)} CODE`)).toEqual([]);
    // Where the sentence begins is not seen from further away.
    expect(namedIn(`w . 1 is ${words(17)} CODE`)).toEqual(['1']);
    expect(namedIn(`w . 1 is ${words(18)} CODE`)).toEqual([]);
  });
});

describe('of two candidates a code word refers to', () => {
  it.each([
    ['the one after it', '1 CODE 2', ['2']],
    ['both, when nothing leads to the second', '1 is CODE 2', ['1', '2']],
    ['the one after it', '1 is CODE : 2', ['2']],
    ['the one after it', '1 : CODE 2', ['2']],
    ['the one after it', '1 the CODE w is 2', ['2']],
    ['the one before it, when that "is" the code and words lead to the other', '1 is CODE w is 2', ['1']],
    [
      'the one before it, when that "is" the code and words lead to the other',
      '1 the is the CODE w is 2',
      ['1'],
    ],
    ['the one before it, when only words lead to the other', '1 CODE w 2', ['1']],
    ['the one before it, when the other is in another sentence', '1 CODE . 2', ['1']],
  ])('%s: %s', (_, sentence, codes) => {
    expect(namedIn(sentence)).toEqual(codes);
  });
});

it('a word that is no code word refers to nothing', () => {
  const tokens = tokensOf('1 is w is 2');
  for (const index of [...tokens.keys(), tokens.length, -1])
    expect(candidatesNamedBy(tokens, index)).toEqual([]);
});

describe('a message is split', () => {
  it.each([
    ['w . 1 / CODE', [1, 1, 1]],
    ['. w', [0, 1]],
    ['w .', [1, 0]],
    ['w , 1', [3]],
    ['. /', [0, 0, 0]],
  ])('at the kinds of tokens that are asked for: %s', (sentence, lengths) => {
    const parts = splitAt(tokensOf(sentence), ['stop', 'line']);
    expect(parts.map(({ length }) => length)).toEqual(lengths);
  });
});
