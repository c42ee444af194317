import type { Descriptor } from './descriptor.js';

/** What a caller is told that the bank expects (`details.expected` of INVALID_CODE). */
export interface ExpectedShape {
  length: number | null;
  type: Descriptor['type'];
}

/** Zeroes of the digit scripts that people and phones send: full-width, Arabic-Indic, Extended Arabic-Indic. */
const zeroes = [0xff10, 0x0660, 0x06f0];

const asAsciiDigit = (character: string): string => {
  const point = character.codePointAt(0) ?? 0;
  const zero = zeroes.find((first) => point >= first && point <= first + 9);
  return zero === undefined ? character : String(point - zero);
};

/** White space, and every sign that Unicode calls a dash, with the invisible marks that messages carry. */
const separators = /[\s\p{Pd}\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** The code as the bank's field wants it: separators dropped, digits ASCII, letters as they are. */
export function normalizeCode(typed: string): string {
  return Array.from(typed.replace(separators, ''), asAsciiDigit).join('');
}

/** Whether a normalized code can be what the descriptor asks for. */
export function fitsDescriptor(code: string, { length, type }: Pick<Descriptor, 'length' | 'type'>): boolean {
  const alphabet = type === 'numeric' ? /^[0-9]+$/ : /^[A-Za-z0-9]+$/;
  return alphabet.test(code) && (length === null || code.length === length);
}
