import type { ExpectedShape } from '../code-shape.js';
import { maskAmounts } from './amounts.js';
import { readCandidate } from './candidates.js';
import { candidatesNamedBy, splitAt } from './code-word-proximity.js';
import type { InterpretedToken } from './code-word-proximity.js';
import { maskCodeWords, maskOtherCodes } from './code-words.js';
import { maskDatesAndTimes } from './dates-and-times.js';
import { maskLabelledNumbers, maskLinksAndAccounts } from './links-and-references.js';
import { normalizeText } from './normalize-text.js';
import { splitOriginBoundCode } from './origin-bound-code.js';
import { maskPhoneNumbers } from './phone-numbers.js';
import { tokenize } from './tokenize.js';
import type { Token } from './tokenize.js';

export type CodeInMessage = { found: 'one'; code: string } | { found: 'none' } | { found: 'several' };

/** What is never the code, masked in this order before the search. Links come first: they can contain anything. */
const masks = [
  maskLinksAndAccounts,
  maskOtherCodes,
  maskPhoneNumbers,
  maskDatesAndTimes,
  maskLabelledNumbers,
  maskAmounts,
];

/**
 * Finds the code of the expected shape in the whole text of an SMS or e-mail (up to 64 kB, in any language).
 * The code is normalized: ASCII, without separators. It never guesses: the answer is `several` when two
 * candidates are equally close to a code word, and `none` when the code word names a number of another shape,
 * because the message then carries another code. Throws nothing.
 */
export function codeInMessage(message: string, shape: ExpectedShape): CodeInMessage {
  const { prose, boundCode } = splitOriginBoundCode(normalizeText(message), shape);
  if (boundCode !== null) return { found: 'one', code: boundCode };
  const tokens = interpret(
    masks.reduce((text, mask) => mask(text), prose),
    shape,
  );

  const { named, namesOtherShape } = namedByCodeWords(tokens);
  if (named.size > 0) return answer(named);
  if (namesOtherShape) return { found: 'none' };
  const inSentences = codesOf(splitAt(tokens, ['stop', 'line']).filter(hasCodeWord).flat());
  return answer(inSentences.size > 0 ? inSentences : codesOf(tokens));
}

function interpret(text: string, shape: ExpectedShape): InterpretedToken[] {
  const tokens = tokenize(maskCodeWords(text));
  return tokens.map(({ kind, text: written }, index) => ({
    kind,
    candidate: kind === 'chunk' ? readCandidate(written, adjacentChunks(tokens, index), shape) : null,
  }));
}

const adjacentChunks = (tokens: readonly Token[], index: number) =>
  [tokens[index - 1], tokens[index + 1]].flatMap((token) => (token?.kind === 'chunk' ? [token.text] : []));

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
  const codes = [...direct.flatMap((candidate) => candidate.codes), ...codesOf(clauses.flat())];
  return { named: new Set(codes), namesOtherShape: direct.length > 0 };
}

const hasCodeWord = (part: readonly InterpretedToken[]) => part.some(({ kind }) => kind === 'codeWord');

const codesOf = (tokens: readonly InterpretedToken[]): Set<string> =>
  new Set(tokens.flatMap(({ candidate }) => (candidate === null || candidate.weak ? [] : candidate.codes)));

function answer(codes: ReadonlySet<string>): CodeInMessage {
  const [code] = codes;
  if (code === undefined) return { found: 'none' };
  return codes.size === 1 ? { found: 'one', code } : { found: 'several' };
}
