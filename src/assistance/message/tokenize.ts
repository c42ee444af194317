import {
  alertPlaceholder,
  codeWordPlaceholder,
  instructionPlaceholder,
  noisePlaceholder,
  purposePlaceholder,
} from './placeholder-characters.js';
import { fold } from './normalize-text.js';
import { anyOf } from './whole-words.js';

/**
 * `chunk`: may be a code, by its characters. `copula` and `colon` introduce a code ("is", ":"). `filler`: may stand
 * between a code and its code word. `from`: a preposition before a place, a person or a number that is no code ("from", "an").
 * `noise`, `alert`, `instruction` and `purpose` were masked. `pause`, `stop` and `line` end a clause, a sentence and a line.
 */
export type TokenKind =
  | ('codeWord' | 'chunk' | 'copula' | 'colon' | 'filler' | 'and' | 'from' | 'word')
  | ('noise' | 'alert' | 'instruction' | 'purpose')
  | ('pause' | 'stop' | 'line');

export interface Token {
  kind: TokenKind;
  text: string;
}

const copulas = [
  'is|are|was|ist|lautet|lauten|sind|es|est|sont|sao|jest|adalah|dir|это|е|ειναι|هو|هي|است|הוא|היא|है|为|為|是|是您的|是你的|は|는|은|คือ',
  'as|como|comme|jako|olarak|как',
];
const prepositions = [
  'from|at|near|via|by|of|von|bei|vom|chez|depuis|desde|presso|bij|vanaf|od|przez|от|из|у|من|से',
  'an|au|al|aan|naar|na|para|на|إلى|الى',
];
// Some are copulas in one language (Polish to, Finnish on, Portuguese é) and prepositions or articles in others.
const fillers = [
  'the|your|my|a|this|sms|use|enter|number|no|nr|ihr|ihre|dein|deine|die|der|das|als|su|tu',
  'el|votre|ton|le|seu|sua|teu|o|a|il|tuo|suo|uw|je|din|twoj|twoje|ваш|твои|numer|numero',
  'to|on|e|la|er|este|son|номер|رقم|الخاص|بك|پویا|دوم|שלך|आपका',
];
const conjunctions = ['and|or|und|oder|y|et|ou|o|e|i|lub|ve|veya|и|или|و|أو|או'];

const exactly = (words: readonly string[]) => new RegExp(`^${anyOf(words)}$`, 'u');
const isCopula = exactly(copulas);
const isFiller = exactly(fillers);
const isConjunction = exactly(conjunctions);
const isPreposition = exactly(prepositions);

/** In order of priority: the first pattern that matches takes the characters. */
const patterns: readonly (readonly [TokenKind, string])[] = [
  ['codeWord', `${codeWordPlaceholder}+`],
  ['noise', `${noisePlaceholder}+`],
  ['alert', `${alertPlaceholder}+`],
  ['instruction', `${instructionPlaceholder}+`],
  ['purpose', `${purposePlaceholder}+`],
  ['line', '[\\r\\n][\\r\\n ]*'],
  // "482913 - to Twój kod", "482913 è il tuo codice"
  ['copula', "- to(?!\\p{L})|(?<!\\p{L})(?:[èéÈÉ]|[eE]['’´`])(?![\\p{L}\\d])"],
  ['chunk', '\\d+(?: \\d+)+(?![\\d\\p{Script=Latin}-])'],
  // a u 8 k u f
  ['chunk', '[A-Za-z\\d](?: [A-Za-z\\d]){3,}(?![\\p{Script=Latin}\\d])'],
  ['chunk', '[\\p{Script=Latin}\\d]+(?:-[\\p{Script=Latin}\\d]+)*'],
  ['word', '[\\p{L}\\p{M}]+'],
  ['colon', '[:=>]'],
  ['pause', '[,،、]'],
  ['filler', '\\.{2,}|…'],
  // "dvs. de", "nr. von", "PINE.CO.UK"
  ['filler', '(?<=(?<!\\p{L})\\p{Ll}{1,3})\\.(?= \\p{Ll})|(?<=\\p{L})\\.(?=\\p{L})'],
  ['stop', '[.!?;。؟؛।]'],
  ['filler', '[^ ]'],
];
const anyToken = new RegExp(patterns.map(([, pattern]) => `(${pattern})`).join('|'), 'gu');

/** Splits a normalized text, in which noise, code words and the words of messages are masked, into tokens. Spaces are dropped. */
export function tokenize(text: string): Token[] {
  return Array.from(text.matchAll(anyToken), (match) => {
    const kind = patterns[match.slice(1).findIndex(Boolean)]?.[0] ?? 'filler';
    return { kind: kind === 'chunk' || kind === 'word' ? kindOfWord(match[0], kind) : kind, text: match[0] };
  });
}

function kindOfWord(text: string, kind: TokenKind): TokenKind {
  // No copula, filler or conjunction is longer; this saves folding long words.
  if (text.length > 12) return kind;
  const folded = fold(text);
  if (isCopula.test(folded)) return 'copula';
  if (isFiller.test(folded)) return 'filler';
  if (isConjunction.test(folded)) return 'and';
  return isPreposition.test(folded) ? 'from' : kind;
}
