import { describe, expect, it } from 'vitest';
import {
  authenticatorDigits,
  type ExpectedShape,
  fitsDescriptor,
  lengthInWords,
  normalizeCode,
} from './code-shape.js';
import { descriptorSchema } from './descriptor.js';
import { toWireDescriptor, toWireShape, wireDescriptorSchema } from './wire-descriptor.js';

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

const exact: ExpectedShape = { length: 6, type: 'numeric' };
const range: ExpectedShape = { length: 8, minLength: 6, type: 'numeric' };
const unknown: ExpectedShape = { length: null, type: 'alphanumeric' };

describe('the length of a code', () => {
  it.each([
    ['exactly the length', exact, ['123456'], ['12345', '1234567', '']],
    ['from the smallest to the largest', range, ['123456', '1234567', '12345678'], ['12345', '123456789']],
    ['any when it is unknown', unknown, ['1', 'aB3', '1'.repeat(32)], ['']],
  ])('is %s', (_, shape, fitting, others) => {
    for (const code of fitting) expect([code, fitsDescriptor(code, shape)]).toEqual([code, true]);
    for (const code of others) expect([code, fitsDescriptor(code, shape)]).toEqual([code, false]);
  });

  it('is written in words', () => {
    expect([exact, range, unknown].map(lengthInWords)).toEqual(['6', '6 to 8', null]);
  });

  it.each([
    [unknown, 6],
    [exact, 6],
    [{ ...exact, length: 8 }, 8],
    [{ ...range, minLength: 4 }, 6],
    [{ ...range, minLength: 7 }, 8],
  ])('of an authenticator, for %o, is %i', (shape, digits) => {
    expect(authenticatorDigits(shape)).toBe(digits);
  });
});

describe('a descriptor', () => {
  const descriptor = { ...exact, channel: 'sms' };

  it('may have a smallest length only if it has a length that is not smaller', () => {
    const isValid = (lengths: object) => descriptorSchema.safeParse({ ...descriptor, ...lengths }).success;
    expect(isValid({})).toBe(true);
    expect(isValid({ length: 8, minLength: 6 })).toBe(true);
    expect(isValid({ length: 8, minLength: 8 })).toBe(true);
    expect(isValid({ length: 6, minLength: 8 })).toBe(false);
    expect(isValid({ length: null, minLength: 6 })).toBe(false);
  });

  it('leaves out on the wire what is undefined', () => {
    expect(toWireDescriptor(descriptorSchema.parse(descriptor))).toEqual(descriptor);
    expect(toWireShape(exact)).toEqual(exact);
  });

  it('names its smallest length in snake_case on the wire', () => {
    const wire = toWireDescriptor({ ...range, purpose: 'login', channel: 'sms', destination: '••78' });
    expect(wire).toEqual({
      length: 8,
      min_length: 6,
      type: 'numeric',
      purpose: 'login',
      channel: 'sms',
      destination: '••78',
    });
    expect(wireDescriptorSchema.parse(wire)).toEqual(wire);
    expect(toWireShape(range)).toEqual({ length: 8, min_length: 6, type: 'numeric' });
  });
});
