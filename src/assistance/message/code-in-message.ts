import type { ExpectedShape } from '../code-shape.js';
import { maskAmounts } from './amounts.js';
import { type CandidateKind, readCandidate } from './candidates.js';
import { candidatesNamedBy, isTag, splitAt } from './code-word-proximity.js';
import type { InterpretedToken } from './code-word-proximity.js';
import { maskCodeWords } from './mask-code-words.js';
import { maskDatesAndTimes } from './dates-and-times.js';
import { maskLabelledNumbers } from './labelled-numbers.js';
import { maskLinksAndAccounts } from './links-and-accounts.js';
import { isAfterPreposition, loneCodes, reportsSomething } from './lone-number.js';
import { maskMessageWords } from './mask-message-words.js';
import { normalizeText } from './normalize-text.js';
import { splitOriginBoundCode } from './origin-bound-code.js';
import { maskOtherCodes } from './other-codes.js';
import { maskPhoneNumbers } from './phone-numbers.js';
import { maskReplyInstructions } from './reply-instructions.js';
import { stripRetrieverHash } from './retriever-hash.js';
import { tokenize } from './tokenize.js';
import type { Token } from './tokenize.js';
import { maskWarnings, mentionsItsCode } from './warnings.js';

export type CodeInMessage = { found: 'one'; code: string } | { found: 'none' } | { found: 'several' };

/** What is never the code, masked in this order before the search. Links come first: they can contain anything. */
const masks = [
  maskLinksAndAccounts,
  maskOtherCodes,
  maskReplyInstructions,
  maskPhoneNumbers,
  maskDatesAndTimes,
  maskAmounts,
  maskLabelledNumbers,
];

/**
 * Finds the code of the expected shape in the whole text of an SMS or e-mail (up to 64 kB, in any language).
 * The code is normalized: ASCII, without separators. It never guesses: the answer is `several` when two
 * candidates are equally close to a code word, and `none` when the code word names a number of another shape,
 * because the message then carries another code. With `needsCodeWord` it is also `none` where no code word ("code",
 * "OTP") says that the number is one. Throws nothing.
 */
export function codeInMessage(
  message: string,
  shape: ExpectedShape,
  { needsCodeWord = false } = {},
): CodeInMessage {
  const { prose, boundCode } = splitOriginBoundCode(stripRetrieverHash(normalizeText(message), shape), shape);
  if (boundCode !== null) return { found: 'one', code: boundCode };
  const text = maskCodeWords(masks.reduce((rest, mask) => mask(rest), prose));
  const tokens = interpret(maskMessageWords(maskWarnings(text)), shape);
  return (
    codeNamedByWord(tokens, /[a-z]/.test(prose)) ??
    answer(codesInSentencesOfCodeWords(tokens)) ??
    loneCode(tokens, { isAboutCode: mentionsItsCode(text), needsCodeWord }) ?? { found: 'none' }
  );
}

function interpret(text: string, shape: ExpectedShape): InterpretedToken[] {
  const tokens = tokenize(text);
  return tokens.map(({ kind, text: written }, index) => ({
    kind,
    candidate: kind === 'chunk' ? readCandidate(written, adjacentChunks(tokens, index), shape) : null,
  }));
}

const adjacentChunks = (tokens: readonly Token[], index: number) =>
  [tokens[index - 1], tokens[index + 1]].flatMap((token) => (token?.kind === 'chunk' ? [token.text] : []));

/** The same tokens, in which candidates of other kinds are ordinary words. */
const only = (tokens: readonly InterpretedToken[], kinds: readonly CandidateKind[]): InterpretedToken[] =>
  tokens.map((token) =>
    token.candidate !== null && !kinds.includes(token.candidate.made) ? { ...token, candidate: null } : token,
  );

/**
 * The answer if a code word names a candidate, likelier kinds first. Letters count only where no candidate holds a
 * digit, and not in a message all in capitals.
 */
function codeNamedByWord(
  tokens: readonly InterpretedToken[],
  hasSmallLetters: boolean,
): CodeInMessage | null {
  for (const kinds of [
    ['digits', 'mixed'],
    ['digits', 'mixed', 'name'],
  ] as const) {
    const { named, namesOtherShape } = namedByCodeWords(only(tokens, kinds));
    if (named.size > 0) return answer(named);
    if (namesOtherShape) return { found: 'none' };
  }
  if (!hasSmallLetters) return null;
  const { named } = namedByCodeWords(tokens);
  const hasDigits = tokens.some(
    ({ candidate }) =>
      candidate !== null && candidate.made !== 'letters' && !candidate.weak && candidate.codes.length > 0,
  );
  return named.size > 0 && hasDigits ? { found: 'several' } : answer(named);
}

/** The codes next to code words and, for a code word with none next to it, the codes in its clause. */
function namedByCodeWords(tokens: readonly InterpretedToken[]): {
  named: Set<string>;
  namesOtherShape: boolean;
} {
  const namedBy = new Map(tokens.map((token, index) => [token, candidatesNamedBy(tokens, index)]));
  const direct = Array.from(namedBy.values()).flat();
  const clauses = splitAt(tokens, ['pause', 'stop', 'line']).filter((clause) =>
    clause.some((token) => token.kind === 'codeWord' && namedBy.get(token)?.length === 0),
  );
  const inClauses = reportsSomething(tokens) ? [] : clauses.flatMap(unmarkedCodes);
  const codes = [...direct.flatMap((candidate) => candidate.codes), ...inClauses];
  return { named: new Set(codes), namesOtherShape: direct.length > 0 };
}

const codesInSentencesOfCodeWords = (tokens: readonly InterpretedToken[]): Set<string> =>
  new Set((reportsSomething(tokens) ? [] : splitAt(tokens, ['stop', 'line'])).flatMap(unmarkedCodes));

/** The unmarked codes in a part of the message, if at least one of them stands behind a code word. */
function unmarkedCodes(part: readonly InterpretedToken[]): string[] {
  const found = part.flatMap(({ candidate }, at) =>
    candidate === null || candidate.weak || isAfterPreposition(part, at) || isTag(part, at)
      ? []
      : [{ at, codes: candidate.codes }],
  );
  const codeWordAt = part.findIndex(({ kind }) => kind === 'codeWord');
  const isBehind = codeWordAt >= 0 && found.some(({ at, codes }) => at > codeWordAt && codes.length > 0);
  return isBehind ? found.flatMap(({ codes }) => codes) : [];
}

function loneCode(
  tokens: readonly InterpretedToken[],
  { isAboutCode, needsCodeWord }: { isAboutCode: boolean; needsCodeWord: boolean },
): CodeInMessage | null {
  if (needsCodeWord && !isAboutCode) return null;
  return reportsSomething(tokens) ? null : answer(loneCodes(tokens, isAboutCode));
}

function answer(codes: ReadonlySet<string>): CodeInMessage | null {
  const [code] = codes;
  if (code === undefined) return null;
  return codes.size === 1 ? { found: 'one', code } : { found: 'several' };
}
