import type { Candidate } from './candidates.js';
import type { TokenKind } from './tokens.js';

/** A token with what it can mean as a code. */
export interface Sign {
  kind: TokenKind;
  candidate: Candidate | null;
}

/** How far a code word may stand from its code; "one time password (OTP) to log in to Example Bank is 123456". */
const farthest = 16;

/**
 * The candidates that stand directly beside the code word at `index`: behind it with nothing but signs between,
 * or with words and then "is" or a colon, and what is listed with them ("123456 or 654321"). Otherwise the one
 * before it; and that one, too, where it "is" the code and only words lead to the one behind it ("123456 is your
 * code for account: 654321").
 */
export function directlyNamed(signs: readonly Sign[], index: number): readonly Candidate[] {
  if (signs[index]?.kind !== 'codeWord') return [];
  const behind = firstBehind(signs, index);
  const before = nearestBefore(signs, index) ?? openerBefore(signs, index);
  const isSaidBefore = before !== null && isSaidToBe(signs, before) && behind?.hasWordsBetween === true;
  if (behind !== null && !isSaidBefore) return listFrom(signs, behind.at);
  const candidate = before === null ? null : signs[before]?.candidate;
  return candidate ? [candidate] : [];
}

/** "123456 is …": the sentence goes on to say what it is. */
function isSaidToBe(signs: readonly Sign[], at: number): boolean {
  return signs.slice(at + 1).find(({ kind }) => kind !== 'filler')?.kind === 'copula';
}

function firstBehind(signs: readonly Sign[], index: number): { at: number; hasWordsBetween: boolean } | null {
  let hasWordsBetween = false;
  let isIntroduced = true;
  const end = Math.min(signs.length, index + farthest);
  for (let at = index + 1; at < end; at += 1) {
    const sign = signs[at];
    if (sign === undefined || sign.kind === 'pause' || sign.kind === 'stop') return null;
    if (sign.candidate !== null) return isIntroduced ? { at, hasWordsBetween } : null;
    if (sign.kind === 'copula') isIntroduced = true;
    if (sign.kind === 'word' || sign.kind === 'chunk' || sign.kind === 'noise') {
      isIntroduced = false;
      hasWordsBetween = true;
    }
  }
  return null;
}

function listFrom(signs: readonly Sign[], first: number): Candidate[] {
  const listed: Candidate[] = [];
  for (let at = first; at < signs.length; at += 1) {
    const sign = signs[at];
    if (sign === undefined) break;
    if (sign.candidate !== null) listed.push(sign.candidate);
    else if (sign.kind !== 'pause' && sign.kind !== 'and' && sign.kind !== 'filler') break;
  }
  return listed;
}

const passedBackwards: readonly TokenKind[] = ['copula', 'filler', 'codeWord'];

/** "123456 is your code". */
function nearestBefore(signs: readonly Sign[], index: number): number | null {
  for (let at = index - 1; at >= Math.max(0, index - farthest); at -= 1) {
    const sign = signs[at];
    if (sign === undefined) return null;
    if (sign.candidate !== null) return at;
    if (!passedBackwards.includes(sign.kind)) return null;
  }
  return null;
}

/** "Bank: 123456 is your Example Bank login code": the number opens what is said. */
function openerBefore(signs: readonly Sign[], index: number): number | null {
  let opener: number | null = null;
  for (let at = index - 1; at >= Math.max(0, index - farthest); at -= 1) {
    const sign = signs[at];
    if (sign === undefined || sign.kind === 'stop' || sign.kind === 'line' || sign.kind === 'pause')
      return opener;
    if (opener !== null) return sign.kind === 'copula' || sign.kind === 'filler' ? opener : null;
    if (sign.candidate !== null) opener = at;
    if (sign.kind === 'noise') return null;
  }
  return index <= farthest ? opener : null;
}

/** Cuts the message where one of these kinds stands. */
export function partsBetween(signs: readonly Sign[], kinds: readonly TokenKind[]): Sign[][] {
  const parts: Sign[][] = [[]];
  for (const sign of signs) {
    if (kinds.includes(sign.kind)) parts.push([]);
    else parts.at(-1)?.push(sign);
  }
  return parts;
}
