import { describe, expect, it } from 'vitest';
import { fitsDescriptor, normalizeCode } from './code-shape.js';

describe('a normalized code', () => {
  it.each([
    ['123456', '123456'],
    ['aB3xY9', 'aB3xY9'],
    [' 123 456\n', '123456'],
    ['123-456', '123456'],
    ['12\u201134\u201456', '123456'], // non-breaking hyphen, em dash
    ['\u200e123\u2009456\u200f\ufeff', '123456'], // marks of direction, thin space, byte order mark
    ['\u202a1\u2060234\u2069', '1234'],
    ['０１２３４５６７８９', '0123456789'],
    ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
    ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
    ['１2٣۴', '1234'],
    ['12.34', '12.34'],
    ['१२३', '१२३'], // a digit script that no keyboard for codes writes
    ['／：ٟ٪ۯۺ', '／：ٟ٪ۯۺ'], // the characters beside the digits of each script
    ['é😀', 'é😀'],
    ['', ''],
  ])('of %j is %j', (typed, normalized) => {
    expect(normalizeCode(typed)).toBe(normalized);
  });
});

describe('a code', () => {
  const numeric = (length: number | null) => ({ length, type: 'numeric' as const });
  const alphanumeric = (length: number | null) => ({ length, type: 'alphanumeric' as const });
  it.each([
    [true, '123456', numeric(6)],
    [false, '12345', numeric(6)],
    [false, '1234567', numeric(6)],
    [false, '12345a', numeric(6)],
    [false, 'a12345', numeric(6)],
    [true, '1', numeric(null)],
    [true, '1234567890', numeric(null)],
    [false, '', numeric(null)],
    [false, '12.4', numeric(null)],
    [true, 'aZ09', alphanumeric(4)],
    [true, '1234', alphanumeric(4)],
    [true, 'abcd', alphanumeric(4)],
    [false, 'abc', alphanumeric(4)],
    [false, 'ab-d', alphanumeric(4)],
    [false, '-abc', alphanumeric(4)],
    [false, 'abc-', alphanumeric(4)],
    [false, 'abcé', alphanumeric(null)],
    [false, '', alphanumeric(null)],
  ])('fits (%s): %s for %o', (fits, code, shape) => {
    expect(fitsDescriptor(code, shape)).toBe(fits);
  });
});
