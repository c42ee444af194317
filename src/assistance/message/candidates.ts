import { fitsDescriptor } from '../code-shape.js';
import type { ExpectedShape } from '../code-shape.js';
import { readsLikeDate } from './dates-and-times.js';

/**
 * What a chunk of the message can mean. `codes` are the fitting readings. A weak one could as well be a word, a
 * year or a phone number: it counts only directly beside a word for codes.
 */
export interface Candidate {
  codes: readonly string[];
  weak: boolean;
}

/**
 * Lengths looked for when the bank does not tell. Four is the shortest that public extractors look for
 * (jd1378/otphelper), ten the longest seen in their issues (Iran's card passwords).
 */
const shortestCode = 4;
const longestCode = 10;

/** Longer ones are phone and account numbers more often than codes: RFC 4226 and 6238 make 6 to 8 digits. */
const longestCommonCode = 8;

const fits = (code: string, shape: ExpectedShape) =>
  fitsDescriptor(code, shape) &&
  (shape.length !== null || (code.length >= shortestCode && code.length <= longestCode));

/** The candidate that a chunk is, or null if it is a word like any other. One of the wrong shape has no codes. */
export function candidateIn(
  chunk: string,
  neighbours: readonly string[],
  shape: ExpectedShape,
): Candidate | null {
  if (/^[\d -]+$/.test(chunk)) return digitCandidate(chunk, shape);
  const candidate = mixedCandidate(chunk, shape) ?? capitalsCandidate(chunk, neighbours, shape);
  if (candidate !== null) return candidate;
  return /^(?=[A-Za-z]*\d)[A-Za-z\d]{4,32}$/.test(chunk) ? { codes: [], weak: true } : null;
}

/** Groups of one size, or of two sizes next to each other (12 345): how people write one code in parts. */
function readsAsOne(groups: readonly string[]): boolean {
  const sizes = groups.map(({ length }) => length);
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  return largest <= 4 && (groups.length === 2 ? largest - smallest <= 1 : largest === smallest);
}

/** No code is written in more parts than it may have characters (descriptor: 32). */
const mostGroups = 32;

function digitCandidate(chunk: string, shape: ExpectedShape): Candidate | null {
  const groups = chunk.split(/[ -]/);
  const joined = groups.join('');
  if (joined.length < shortestCode && joined.length !== shape.length) return null;
  if (groups.length > mostGroups) return { codes: [], weak: true };
  const weak = readsLikeDate(chunk) || (shape.length === null && joined.length > longestCommonCode);
  if (groups.length === 1 || readsAsOne(groups)) {
    if (fits(joined, shape)) return { codes: [joined], weak };
    // A long run in groups is a card, an account or a phone; its parts are nothing.
    return { codes: joined.length > longestCode ? [] : groups.filter((group) => fits(group, shape)), weak };
  }
  // 612 34 56 78, and 030 123456 with its area code
  const isPhone = groups.length > 2 ? groups.every(({ length }) => length <= 4) : /^0\d{1,4} \d/.test(chunk);
  return { codes: isPhone ? [] : groups.filter((group) => fits(group, shape)), weak };
}

/** Letters and digits, or digits behind a prefix that need not be typed: `G-123456`. */
function mixedCandidate(chunk: string, shape: ExpectedShape): Candidate | null {
  const groups = chunk.split(/[ -]/);
  if (!/\d/.test(chunk) || groups.length > mostGroups) return null;
  const joined = groups.join('');
  const codes =
    groups.length === 1 || joined.length === shape.length || isEven(groups) || readsAsOne(groups)
      ? [joined]
      : [];
  const [prefix = '', digits = '', ...more] = chunk.split('-');
  const behindPrefix =
    more.length === 0 && /^[A-Za-z]{1,4}$/.test(prefix) && /^\d+$/.test(digits) ? [digits] : [];
  const readings = shape.type === 'numeric' ? behindPrefix : [...codes, ...behindPrefix];
  const fitting = readings.filter((reading) => fits(reading, shape));
  if (fitting.length === 0) return null;
  // password123 is a word, INV-123456 a document
  const isWordWithNumber = groups.length === 1 && /^[A-Z]?[a-z]{3,}\d+$/.test(chunk);
  const hasLongPrefix = behindPrefix.length > 0 && prefix.length > 2;
  return { codes: fitting, weak: isWordWithNumber || hasLongPrefix };
}

const isEven = (groups: readonly string[]) =>
  groups.every(({ length }) => length === groups[0]?.length && length > 1);

const inCapitals = /^[A-Z]+$/;

/** `TeamViewer code: QGFDAE`; not the shouting of "this code WITH ANYONE". */
function capitalsCandidate(
  chunk: string,
  neighbours: readonly string[],
  shape: ExpectedShape,
): Candidate | null {
  if (shape.type === 'numeric' || /^[A-Za-z](?: [A-Za-z])+$/.test(chunk)) return null;
  const code = chunk.replaceAll('-', '');
  const isOneOfSeveral = neighbours.some((other) => inCapitals.test(other) && other.length > 1);
  return inCapitals.test(code) && !isOneOfSeveral && fits(code, shape) ? { codes: [code], weak: true } : null;
}
