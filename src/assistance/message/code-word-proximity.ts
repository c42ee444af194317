import type { Candidate } from './candidates.js';
import type { TokenKind } from './tokenize.js';

/** A token and the code that it may be; null when it cannot be one. */
export interface InterpretedToken {
  kind: TokenKind;
  candidate: Candidate | null;
}

/**
 * How many tokens a code word and its code may be apart; eleven in "one time password (OTP) to log in to Example Bank
 * is 123456".
 */
const maxTokensApart = 16;

/**
 * The candidates that the code word at `index` refers to; none when the token is not a code word.
 *
 * First choice is the candidate after it, if only punctuation lies between, or words that end in "is" or a colon,
 * together with those listed with it ("123456 or 654321"). Second choice is the candidate before it. The one
 * before wins if "is" follows it and words lie between the code word and the one after ("123456 is your code for
 * account: 654321").
 */
export function candidatesNamedBy(tokens: readonly InterpretedToken[], index: number): readonly Candidate[] {
  if (tokens[index]?.kind !== 'codeWord') return [];
  const after = firstAfter(tokens, index);
  const before = nearestBefore(tokens, index) ?? sentenceOpenerBefore(tokens, index);
  const isGivenBefore =
    before !== null && isFollowedByCopula(tokens, before) && after?.hasWordsBetween === true;
  if (after !== null && !isGivenBefore) return listFrom(tokens, after.at);
  const candidate = before === null ? null : tokens[before]?.candidate;
  return candidate ? [candidate] : [];
}

/** "123456 is …". */
function isFollowedByCopula(tokens: readonly InterpretedToken[], at: number): boolean {
  return tokens.slice(at + 1).find(({ kind }) => kind !== 'filler')?.kind === 'copula';
}

function firstAfter(
  tokens: readonly InterpretedToken[],
  index: number,
): { at: number; hasWordsBetween: boolean } | null {
  let hasWordsBetween = false;
  let isIntroduced = true;
  const end = Math.min(tokens.length, index + maxTokensApart);
  for (let at = index + 1; at < end; at += 1) {
    const token = tokens[at];
    if (token === undefined || token.kind === 'pause' || token.kind === 'stop') return null;
    if (token.candidate !== null) return isIntroduced ? { at, hasWordsBetween } : null;
    if (token.kind === 'copula') isIntroduced = true;
    if (token.kind === 'word' || token.kind === 'chunk' || token.kind === 'noise') {
      isIntroduced = false;
      hasWordsBetween = true;
    }
  }
  return null;
}

function listFrom(tokens: readonly InterpretedToken[], first: number): Candidate[] {
  const listed: Candidate[] = [];
  for (let at = first; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (token === undefined) break;
    if (token.candidate !== null) listed.push(token.candidate);
    else if (token.kind !== 'pause' && token.kind !== 'and' && token.kind !== 'filler') break;
  }
  return listed;
}

const skippedBackwards: readonly TokenKind[] = ['copula', 'filler', 'codeWord'];

/** "123456 is your code". */
function nearestBefore(tokens: readonly InterpretedToken[], index: number): number | null {
  for (let at = index - 1; at >= Math.max(0, index - maxTokensApart); at -= 1) {
    const token = tokens[at];
    if (token === undefined) return null;
    if (token.candidate !== null) return at;
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
    if (opener !== null) return token.kind === 'copula' || token.kind === 'filler' ? opener : null;
    if (token.candidate !== null) opener = at;
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
