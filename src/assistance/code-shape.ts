import type { Descriptor } from './descriptor.js';

/** The part of a descriptor that every code is checked against. */
export type ExpectedShape = Pick<Descriptor, 'length' | 'minLength' | 'type'>;

/** Zeros of the digit scripts that people and phones send: full-width, Arabic-Indic, Extended Arabic-Indic. */
const zeros = [0xff10, 0x0660, 0x06f0];

const asAsciiDigit = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  const zero = zeros.find((first) => point >= first && point <= first + 9);
  return zero === undefined ? character : String(point - zero);
};

/** White space, every dash in Unicode, and invisible characters that occur in messages. */
const separators = /[\s\p{Pd}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** The code as it is typed at the bank: no separators, ASCII digits, letters unchanged. May be empty. */
export function normalizeCode(typed: string): string {
  return Array.from(typed.replace(separators, ''), asAsciiDigit).join('');
}

/** Whether a normalized code has the type and a length that the descriptor asks for. */
export function fitsDescriptor(code: string, shape: ExpectedShape): boolean {
  const alphabet = shape.type === 'numeric' ? /^[0-9]+$/ : /^[A-Za-z0-9]+$/;
  return alphabet.test(code) && fitsLength(code.length, shape);
}

/** Whether a code may have this many characters. Any number fits when the length is unknown. */
export function fitsLength(
  count: number,
  { length, minLength = length ?? 1 }: Pick<ExpectedShape, 'length' | 'minLength'>,
): boolean {
  return length === null || (count >= minLength && count <= length);
}

/** The length as people read it: `6`, `6 to 8`; null if it is unknown. */
export function lengthInWords({ length, minLength = length ?? 1 }: ExpectedShape): string | null {
  if (length === null) return null;
  return minLength === length ? String(length) : `${minLength} to ${length}`;
}

/** Six digits: what an authenticator shows unless the bank says otherwise (RFC 6238, appendix A; RFC 4226, 5.3). */
const usualAuthenticatorDigits = 6;

/** Digits of an authenticator's code for this shape: six if the bank accepts six, else the most it accepts. */
export const authenticatorDigits = (shape: Pick<ExpectedShape, 'length' | 'minLength'>): number =>
  shape.length === null || fitsLength(usualAuthenticatorDigits, shape)
    ? usualAuthenticatorDigits
    : shape.length;
