import { type InterpretedToken, isTag } from './code-word-proximity.js';
import type { TokenKind } from './tokenize.js';

/** How far an instruction and its number may be apart, in tokens: "Enter the number 842067". */
const maxTokensApart = 3;

/**
 * Other words in a message that consists of little more than the number: "Osier Bank: 842067". A phone number or another
 * masked text weighs more, since what belongs to it is no code.
 */
const maxOtherWords = 3;
const wordsForNoise = 2;

/**
 * The codes in a message whose code words name none. `isAboutCode` if the message speaks of its code elsewhere. A number
 * counts if nothing marks it as something else; without such a mention it must also be asked for ("Enter 842067 to go
 * on"), or the message must consist of little more.
 */
export function loneCodes(tokens: readonly InterpretedToken[], isAboutCode: boolean): Set<string> {
  const unmarked = tokens.flatMap(({ candidate }, at) =>
    candidate === null ||
    candidate.weak ||
    candidate.codes.length === 0 ||
    isAfterPreposition(tokens, at) ||
    isTag(tokens, at)
      ? []
      : [{ at, codes: candidate.codes }],
  );
  const asked = unmarked.filter(({ at }) => isNearInstruction(tokens, at));
  const counted = asked.length > 0 ? asked : isAboutCode || isShort(tokens) ? unmarked : [];
  return new Set(counted.flatMap(({ codes }) => codes));
}

/** Whether a message reports something ("debited", "parcel"): only a number beside a code word is then a code. */
export const reportsSomething = (tokens: readonly InterpretedToken[]): boolean =>
  tokens.some(({ kind }) => kind === 'alert');

/** "Paid from 640117". */
export const isAfterPreposition = (tokens: readonly InterpretedToken[], at: number): boolean =>
  tokens[at - 1]?.kind === 'from';

function isNearInstruction(tokens: readonly InterpretedToken[], at: number): boolean {
  const isInstruction = ({ kind }: InterpretedToken) => kind === 'instruction' || kind === 'purpose';
  const before = tokens.slice(Math.max(0, at - maxTokensApart), at);
  const after = tokens.slice(at + 1, at + 1 + maxTokensApart);
  const lastStop = before.findLastIndex(({ kind }) => kind === 'stop');
  const firstStop = after.findIndex(({ kind }) => kind === 'stop');
  return (
    before.slice(lastStop + 1).some(isInstruction) ||
    after.slice(0, firstStop < 0 ? undefined : firstStop).some(isInstruction)
  );
}

const weights: Partial<Record<TokenKind, number>> = { word: 1, chunk: 1, from: 1, noise: wordsForNoise };
const weightOf = (tokens: readonly InterpretedToken[]) =>
  tokens.reduce((sum, { kind, candidate }) => sum + (candidate === null ? (weights[kind] ?? 0) : 0), 0);

/**
 * Few words, all on one side of the number and separated from it: "Osier Bank: 842067", but not "Pupil 842067 was absent"
 * and "Ann lent 842067". Several numbers need not be looked at, since none will be taken.
 */
function isShort(tokens: readonly InterpretedToken[]): boolean {
  if (weightOf(tokens) > maxOtherWords) return false;
  const [at = 0, ...others] = [...tokens.keys()].filter((index) => tokens[index]?.candidate != null);
  const isApart = [tokens[at - 1], tokens[at + 1]].every(
    (token) => token === undefined || !joinedKinds.includes(token.kind),
  );
  return (
    others.length > 0 ||
    (isApart && [tokens.slice(0, at), tokens.slice(at)].some((part) => weightOf(part) === 0))
  );
}

const joinedKinds: readonly TokenKind[] = ['word', 'chunk', 'copula', 'and'];
