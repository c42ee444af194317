import type { Candidate } from './candidates.js';
import type { TokenKind } from './tokenize.js';

/** A token and the code that it may be; null when it cannot be one. */
export interface InterpretedToken {
  kind: TokenKind;
  candidate: Candidate | null;
}

/**
 * How many tokens a code word and its code may be apart; seventeen in "OTP to approve a payment of GBP 33.50 at
 * PINE.CO.UK with the card of Ann ending 7781 is 123456".
 */
const maxTokensApart = 20;

/**
 * The candidates that the code word at `index` refers to; none when the token is not a code word.
 *
 * First choice is the candidate after it, if only punctuation lies between, or words that end in "is" or a colon,
 * together with those listed with it ("123456 or 654321"). Second choice is the candidate before it. The one
 * before wins if "is" follows it and words lie between the code word and the one after ("123456 is your code for
 * account: 654321"); without words between, both may be meant.
 */
export function candidatesNamedBy(tokens: readonly InterpretedToken[], index: number): readonly Candidate[] {
  if (tokens[index]?.kind !== 'codeWord') return [];
  const after = firstAfter(tokens, index);
  const before = nearestBefore(tokens, index) ?? sentenceOpenerBefore(tokens, index);
  const candidateBefore = (before === null ? null : tokens[before]?.candidate) ?? null;
  const listBefore = candidateBefore === null ? [] : [candidateBefore];
  if (after === null || before === null) return after === null ? listBefore : listFrom(tokens, after.at);
  if (after.hasWordsBetween)
    return isFollowedBy(tokens, before, ['copula', 'colon']) ? listBefore : listFrom(tokens, after.at);
  const mayBeBoth = isFollowedBy(tokens, before, ['copula']) && !after.isAfterCopula;
  return mayBeBoth ? [...listBefore, ...listFrom(tokens, after.at)] : listFrom(tokens, after.at);
}

/**
 * Whether the candidate at `at` can be named by a code word after it. Only digits can stand directly before it: "Your
 * BANK24 code" names the bank, and "AB12CD is your code" the code.
 */
const canBeNamedAfterwards = (tokens: readonly InterpretedToken[], at: number, candidate: Candidate) =>
  (candidate.made === 'digits' && candidate.codes.length > 0) || isFollowedBy(tokens, at, ['copula']);

/** "BANK24: …" is who sent the message, or what the code is for. */
export const isTag = (tokens: readonly InterpretedToken[], at: number): boolean =>
  tokens[at]?.candidate?.made !== 'digits' && isFollowedBy(tokens, at, ['colon']);

/** "Your token BANK24 is 123456". */
const isName = (tokens: readonly InterpretedToken[], at: number) =>
  tokens[at]?.candidate?.made !== 'digits' && isFollowedBy(tokens, at, ['colon', 'copula']);

/** "123456 is …". */
function isFollowedBy(tokens: readonly InterpretedToken[], at: number, kinds: readonly TokenKind[]): boolean {
  let next = at + 1;
  while (tokens[next]?.kind === 'filler') next += 1;
  const kind = tokens[next]?.kind;
  return kind !== undefined && kinds.includes(kind);
}

interface After {
  at: number;
  hasWordsBetween: boolean;
  isAfterCopula: boolean;
}

function firstAfter(tokens: readonly InterpretedToken[], index: number): After | null {
  let hasWordsBetween = false;
  let isIntroduced = true;
  let isAfterCopula = false;
  const end = Math.min(tokens.length, index + maxTokensApart);
  for (let at = index + 1; at < end; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'pause' || token.kind === 'stop') return null;
    const isCode = token.candidate !== null && (isAfterCopula || !isName(tokens, at));
    if (isCode && isIntroduced) return { at, hasWordsBetween, isAfterCopula };
    if (token.kind === 'copula' || token.kind === 'colon') {
      isIntroduced = true;
      isAfterCopula = true;
    } else if (wordKinds.includes(token.kind)) {
      isIntroduced = false;
      hasWordsBetween = true;
    }
  }
  return null;
}

const wordKinds: readonly TokenKind[] = ['word', 'from', 'alert', 'purpose', 'chunk', 'noise'];

const listKinds: readonly TokenKind[] = ['pause', 'and', 'filler'];

function listFrom(tokens: readonly InterpretedToken[], first: number): Candidate[] {
  const listed: Candidate[] = [];
  for (let at = first; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.candidate !== null) listed.push(token.candidate);
    else if (!listKinds.includes(token.kind)) break;
  }
  return listed;
}

const skippedBackwards: readonly TokenKind[] = ['copula', 'colon', 'filler', 'instruction', 'codeWord'];

/** "123456 is your code". */
function nearestBefore(tokens: readonly InterpretedToken[], index: number): number | null {
  for (let at = index - 1; at >= Math.max(0, index - maxTokensApart); at -= 1) {
    const token = tokens[at];
    if (token === undefined) return null;
    if (token.candidate !== null && canBeNamedAfterwards(tokens, at, token.candidate)) return at;
    if (!skippedBackwards.includes(token.kind)) return null;
  }
  return null;
}

/** "Bank: 123456 is your Example Bank login code": the sentence opens with the number. */
function sentenceOpenerBefore(tokens: readonly InterpretedToken[], index: number): number | null {
  let opener: number | null = null;
  for (let at = index - 1; at >= Math.max(0, index - maxTokensApart); at -= 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'stop' || token.kind === 'line' || token.kind === 'pause')
      return opener;
    if (opener !== null) return skippedBackwards.includes(token.kind) ? opener : null;
    if (token.candidate !== null && canBeNamedAfterwards(tokens, at, token.candidate)) opener = at;
    if (token.kind === 'noise') return null;
  }
  return index <= maxTokensApart ? opener : null;
}

/** Splits the message at tokens of these kinds, which are dropped. */
export function splitAt(
  tokens: readonly InterpretedToken[],
  kinds: readonly TokenKind[],
): InterpretedToken[][] {
  const parts: InterpretedToken[][] = [[]];
  for (const token of tokens) {
    if (kinds.includes(token.kind)) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}
