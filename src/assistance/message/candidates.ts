import { fitsDescriptor, fitsLength } from '../code-shape.js';
import type { ExpectedShape } from '../code-shape.js';
import { readsLikeDate } from './dates-and-times.js';

/**
 * What a chunk of the message may mean. `codes` are its readings of the expected shape; empty if it looks like a code
 * of another shape. A weak candidate could also be a word, a year or a phone number: it counts only next to a code
 * word.
 */
export interface Candidate {
  codes: readonly string[];
  weak: boolean;
  made: CandidateKind;
}

/**
 * What a candidate is made of, from the likeliest to the unlikeliest code: `digits`, with or without a prefix; `mixed`,
 * letters and digits; `name`, a word with a number, as brands and devices have it (drive2go, iPhone15); `letters`.
 */
export type CandidateKind = 'digits' | 'mixed' | 'name' | 'letters';

/**
 * Lengths searched for when the expected length is unknown. Four is the shortest in public extractors
 * (jd1378/otphelper), ten the longest in their issues (Iran's card passwords).
 */
const shortestCode = 4;
const longestCode = 10;

/** Longer numbers are more often phone and account numbers: codes of RFC 4226 and 6238 have 6 to 8 digits. */
const longestCommonCode = 8;

const fits = (code: string, shape: ExpectedShape) =>
  fitsDescriptor(code, shape) &&
  (shape.length !== null || (code.length >= shortestCode && code.length <= longestCode));

const isExpectedLength = (count: number, shape: ExpectedShape) =>
  shape.length !== null && fitsLength(count, shape);

const hasOneLength = ({ length, minLength = length ?? 0 }: ExpectedShape) => minLength === length;

/** Long for a code, and the bank asks for no such length in particular. */
const isLongerThanUsual = (count: number, shape: ExpectedShape) =>
  !hasOneLength(shape) && count > longestCommonCode;

/**
 * Reads a chunk as a candidate; null if it is an ordinary word. `neighbours` are the chunks directly before and after.
 */
export function readCandidate(
  chunk: string,
  neighbours: readonly string[],
  shape: ExpectedShape,
): Candidate | null {
  if (/^[\d -]+$/.test(chunk)) return digitCandidate(chunk, shape);
  const candidate = mixedCandidate(chunk, shape) ?? lettersCandidate(chunk, neighbours, shape);
  if (candidate !== null) return candidate;
  const isOther = /^(?=[A-Za-z]*\d)[A-Za-z\d]{4,32}$/.test(chunk);
  return isOther ? { codes: [], weak: true, made: hasWord(chunk) ? 'name' : 'mixed' } : null;
}

/** At least one vowel, and no four consonants in a row: the letters may be a word of some language. */
export const readsLikeWord = (letters: string): boolean =>
  /[aeiouy]/i.test(letters) && !/[b-df-hj-np-tv-xz]{4}/i.test(letters);

/** A word of small letters, as in drive2go and Gate77; two long parts of four digits are no name. */
const hasWord = (chunk: string): boolean =>
  (/[a-z]{3,}|[A-Z][a-z]{2,}/.exec(chunk) ?? []).some(readsLikeWord) &&
  (chunk.match(/\d/g) ?? []).length <= 4;

/** Groups of equal size, or two whose sizes differ by one (12 345): how people split one code. */
function readsAsOne(groups: readonly string[]): boolean {
  const sizes = groups.map(({ length }) => length);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  return largest <= 4 && (groups.length === 2 ? largest - smallest <= 1 : largest === smallest);
}

/** A code has at most as many groups as characters (32, see `descriptorSchema`). */
const maxGroups = 32;

function digitCandidate(chunk: string, shape: ExpectedShape): Candidate | null {
  const groups = chunk.split(/[ -]/);
  const joined = groups.join('');
  if (joined.length < shortestCode && !isExpectedLength(joined.length, shape)) return null;
  if (groups.length > maxGroups) return { codes: [], weak: true, made: 'digits' };
  const weak = readsLikeDate(chunk) || isLongerThanUsual(joined.length, shape);
  if (groups.length === 1 || readsAsOne(groups)) {
    if (fits(joined, shape)) return { codes: [joined], weak, made: 'digits' };
    // A long grouped run is a card, account or phone number, and its parts are not codes.
    const codes = joined.length > longestCode ? [] : groups.filter((group) => fits(group, shape));
    return { codes, weak, made: 'digits' };
  }
  // 612 34 56 78, or 030 123456 with an area code
  const isPhone = groups.length > 2 ? groups.every(({ length }) => length <= 4) : /^0\d{1,4} \d/.test(chunk);
  return { codes: isPhone ? [] : groups.filter((group) => fits(group, shape)), weak, made: 'digits' };
}

/** Letters and digits, or digits after a prefix that is not part of the code: `G-123456`. */
function mixedCandidate(chunk: string, shape: ExpectedShape): Candidate | null {
  const groups = chunk.split(/[ -]/);
  if (!/\d/.test(chunk) || groups.length > maxGroups) return null;
  const joined = groups.join('');
  const codes =
    groups.length === 1 ||
    (hasOneLength(shape) && joined.length === shape.length) ||
    isEven(groups) ||
    readsAsOne(groups)
      ? [joined]
      : [];
  const [prefix = '', digits = '', ...more] = chunk.split('-');
  const afterPrefix =
    more.length === 0 && /^[A-Za-z]{1,4}$/.test(prefix) && /^\d+$/.test(digits) ? [digits] : [];
  const readings = shape.type === 'numeric' ? afterPrefix : [...codes, ...afterPrefix];
  const fitting = readings.filter((reading) => fits(reading, shape));
  if (fitting.length === 0) return null;
  const hasLongPrefix = afterPrefix.length > 0 && prefix.length > 2;
  const isName = groups.length === 1 && hasWord(chunk);
  const made = isName
    ? 'name'
    : afterPrefix.some((reading) => fitting.includes(reading))
      ? 'digits'
      : 'mixed';
  return { codes: fitting, weak: isName || hasLongPrefix, made };
}

const isEven = (groups: readonly string[]) =>
  groups.every(({ length }) => length === groups[0]?.length && length > 1);

const inCapitals = /^[A-Z]+$/;

/**
 * `TeamViewer code: QGFDAE`, but not a capitalized sentence such as "this code WITH ANYONE". Small letters only if they
 * have the expected length and are no word.
 */
function lettersCandidate(
  chunk: string,
  neighbours: readonly string[],
  shape: ExpectedShape,
): Candidate | null {
  if (shape.type === 'numeric' || /^[A-Za-z](?: [A-Za-z])+$/.test(chunk)) return null;
  const code = chunk.replaceAll('-', '');
  if (!fits(code, shape) || /\d/.test(code)) return null;
  const isOneOfSeveral = neighbours.some((other) => inCapitals.test(other) && other.length > 1);
  const mayBeCode = inCapitals.test(code) ? !isOneOfSeveral : shape.length !== null && !readsLikeWord(code);
  return mayBeCode ? { codes: [code], weak: true, made: 'letters' } : null;
}
