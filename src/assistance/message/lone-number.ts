import { type InterpretedToken, isTag } from './code-word-proximity.js';
import type { TokenKind } from './tokenize.js';

/** How far an instruction and its number may be apart, in tokens: "Enter the number 842067". */
const maxTokensApart = 3;

/**
 * Other words in a message that consists of little more than the number: "Osier Bank 842067". A phone number or another
 * masked text weighs more, since what belongs to it is no code.
 */
const maxOtherWords = 4;
const wordsForNoise = 3;

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

/** Few words, all on one side of the number: "Osier Bank: 842067", but not "Pupil 842067 was absent". */
function isShort(tokens: readonly InterpretedToken[]): boolean {
  const weightOf = (part: readonly InterpretedToken[]) =>
    part.reduce((sum, { kind, candidate }) => sum + (candidate === null ? (weights[kind] ?? 0) : 0), 0);
  const at = tokens.findIndex(({ candidate }) => candidate !== null);
  const [before, after] = [weightOf(tokens.slice(0, at)), weightOf(tokens.slice(at + 1))];
  const areMany = tokens.filter(({ candidate }) => candidate !== null).length > 1;
  return before + after <= maxOtherWords && (areMany || before === 0 || after === 0);
}
