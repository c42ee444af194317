import type { ExpectedShape } from './code-shape.js';
import { coverAmounts } from './message/amounts.js';
import { candidateIn } from './message/candidates.js';
import { directlyNamed, partsBetween } from './message/claims.js';
import type { Sign } from './message/claims.js';
import { coverOtherCodes, markCodeWords } from './message/code-words.js';
import { coverDatesAndTimes } from './message/dates-and-times.js';
import { splitOriginBound } from './message/origin-bound.js';
import { coverLabelled, coverLinksAndAccounts } from './message/other-numbers.js';
import { coverPhoneNumbers } from './message/phone-numbers.js';
import { readable } from './message/readable.js';
import { tokensOf } from './message/tokens.js';
import type { Token } from './message/tokens.js';

export type CodeInMessage = { found: 'one'; code: string } | { found: 'none' } | { found: 'several' };

/** What is taken out of the message before anything is taken for a code; links first, they hold anything. */
const covers = [
  coverLinksAndAccounts,
  coverOtherCodes,
  coverPhoneNumbers,
  coverDatesAndTimes,
  coverLabelled,
  coverAmounts,
];

/**
 * The code of the asked shape in a whole SMS or e-mail. Never a guess: `several` when two stand equally near to
 * a word for codes, `none` also when that word names a number of another shape, for then another code was sent.
 */
export function codeInMessage(message: string, shape: ExpectedShape): CodeInMessage {
  const { prose, boundCode } = splitOriginBound(readable(message), shape);
  if (boundCode !== null) return { found: 'one', code: boundCode };
  const signs = signsOf(
    covers.reduce((text, cover) => cover(text), prose),
    shape,
  );

  const { named, namesOther } = namedIn(signs);
  if (named.size > 0) return answer(named);
  if (namesOther) return { found: 'none' };
  const inSentences = codesOf(partsBetween(signs, ['stop', 'line']).filter(speaksOfCodes).flat());
  return answer(inSentences.size > 0 ? inSentences : codesOf(signs));
}

function signsOf(text: string, shape: ExpectedShape): Sign[] {
  const tokens = tokensOf(markCodeWords(text));
  return tokens.map(({ kind, text: written }, index) => ({
    kind,
    candidate: kind === 'chunk' ? candidateIn(written, wordsBeside(tokens, index), shape) : null,
  }));
}

const wordsBeside = (tokens: readonly Token[], index: number) =>
  [tokens[index - 1], tokens[index + 1]].flatMap((token) => (token?.kind === 'chunk' ? [token.text] : []));

/** What the code words name: beside them or, where nothing stands there, in their clause. */
function namedIn(signs: readonly Sign[]): { named: Set<string>; namesOther: boolean } {
  const claims = new Map(signs.map((sign, index) => [sign, directlyNamed(signs, index)]));
  const direct = Array.from(claims.values()).flat();
  const clauses = partsBetween(signs, ['pause', 'stop', 'line']).filter((clause) =>
    clause.some((sign) => sign.kind === 'codeWord' && claims.get(sign)?.length === 0),
  );
  const codes = [...direct.flatMap((candidate) => candidate.codes), ...codesOf(clauses.flat())];
  return { named: new Set(codes), namesOther: direct.length > 0 };
}

const speaksOfCodes = (part: readonly Sign[]) => part.some(({ kind }) => kind === 'codeWord');

const codesOf = (signs: readonly Sign[]): Set<string> =>
  new Set(signs.flatMap(({ candidate }) => (candidate === null || candidate.weak ? [] : candidate.codes)));

function answer(codes: ReadonlySet<string>): CodeInMessage {
  const [code] = codes;
  if (code === undefined) return { found: 'none' };
  return codes.size === 1 ? { found: 'one', code } : { found: 'several' };
}
