import { codeWordMark, noiseMark } from './marks.js';
import { fold } from './readable.js';
import { anyOf } from './whole-words.js';

/** `copula`: what introduces a code ("is", ":"). `filler`: what may stand between a code and its word. */
export type TokenKind =
  'codeWord' | 'chunk' | 'copula' | 'filler' | 'and' | 'word' | 'noise' | 'pause' | 'stop' | 'line';

export interface Token {
  kind: TokenKind;
  text: string;
}

const copulas = [
  'is|are|was|ist|lautet|lauten|sind|es|est|sont|sao|jest|adalah|dir|это|е|ειναι|هو|هي|است|הוא|היא|है|为|為|是|是您的|是你的|は|는|은|คือ',
];
// Some are copulas too (Polish to, Finnish on, Portuguese é), but prepositions or articles elsewhere.
const fillers = [
  'the|your|my|a|as|this|use|enter|number|no|nr|ihr|ihre|dein|deine|die|der|das|als|su|tu',
  'el|votre|ton|le|seu|sua|teu|o|a|il|tuo|suo|uw|je|din|twoj|twoje|ваш|твои|numer|numero',
  'to|on|e|la|er|este|son|номер|رقم|الخاص|بك|پویا|دوم|שלך|आपका',
];
const conjunctions = ['and|or|und|oder|y|et|ou|o|e|i|lub|ve|veya|и|или|و|أو|או'];

const wholly = (words: readonly string[]) => new RegExp(`^${anyOf(words)}$`, 'u');
const isCopula = wholly(copulas);
const isFiller = wholly(fillers);
const isConjunction = wholly(conjunctions);

/** The order counts: what comes first takes the characters. */
const patterns: readonly (readonly [TokenKind, string])[] = [
  ['codeWord', `${codeWordMark}+`],
  ['noise', `${noiseMark}+`],
  ['line', '[\\r\\n][\\r\\n ]*'],
  ['chunk', '\\d+(?: \\d+)+(?![\\d\\p{Script=Latin}-])'],
  // a u 8 k u f
  ['chunk', '[A-Za-z\\d](?: [A-Za-z\\d]){3,}(?![\\p{Script=Latin}\\d])'],
  ['chunk', '[\\p{Script=Latin}\\d]+(?:-[\\p{Script=Latin}\\d]+)*'],
  ['word', '[\\p{L}\\p{M}]+'],
  ['copula', '[:=>]'],
  ['pause', '[,،、]'],
  ['filler', '\\.{2,}|…'],
  ['stop', '[.!?;。؟؛।]'],
  ['filler', '[^ ]'],
];
const anyToken = new RegExp(patterns.map(([, pattern]) => `(${pattern})`).join('|'), 'gu');

/** Cuts a text whose noise and code words are marked. A chunk is what could be a code by its signs. */
export function tokensOf(text: string): Token[] {
  return Array.from(text.matchAll(anyToken), (match) => {
    const kind = patterns[match.slice(1).findIndex(Boolean)]?.[0] ?? 'filler';
    return { kind: kind === 'chunk' || kind === 'word' ? kindOfWord(match[0], kind) : kind, text: match[0] };
  });
}

function kindOfWord(text: string, kind: TokenKind): TokenKind {
  // No such word is longer, and a long one need not be folded.
  if (text.length > 12) return kind;
  const folded = fold(text);
  if (isCopula.test(folded)) return 'copula';
  if (isFiller.test(folded)) return 'filler';
  return isConjunction.test(folded) ? 'and' : kind;
}
