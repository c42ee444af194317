import { describe, expect, it } from 'vitest';
import type { ExpectedShape } from '../code-shape.js';
import { readCandidate } from './candidates.js';
import { alphanumeric, numeric } from './example-messages.js';

type Row = [chunk: string, shape: ExpectedShape, codes?: string[]];

describe('a chunk', () => {
  it.each<Row>([
    ['1234', numeric(null), ['1234']],
    ['123', numeric(3), ['123']],
    ['12345678', numeric(null), ['12345678']],
    ['12345678901', numeric(11), ['12345678901']],
    ['123456', numeric(6), ['123456']],
    ['123 456', numeric(6), ['123456']],
    ['123-456', numeric(null), ['123456']],
    ['12 34 56', numeric(6), ['123456']],
    ['1 2 3 4 5 6', numeric(6), ['123456']],
    ['12 345', numeric(5), ['12345']],
    ['123 45', numeric(null), ['12345']],
    ['1234 5678', numeric(4), ['1234', '5678']],
    ['1234 5678', numeric(8), ['12345678']],
    ['1234 5678', numeric(null), ['12345678']],
    ['12345 67890', numeric(5), ['12345', '67890']],
    ['123 4567', numeric(4), ['4567']],
    ['1234 5678 9012', numeric(12), ['123456789012']],
    ['612 34567 89', numeric(5), ['34567']],
    ['6123 45678 9012', numeric(4), ['6123', '9012']],
    ['030123 123456', numeric(6), ['030123', '123456']],
    ['130 123456', numeric(6), ['123456']],
    ['0 123456', numeric(6), ['123456']],
    ['030-123456', numeric(6), ['123456']],
    ['99 123456', numeric(6), ['123456']],
    ['123456 99', numeric(6), ['123456']],
    ['123456 654321', numeric(6), ['123456', '654321']],
    ['12 123456 34', numeric(6), ['123456']],
    ['12-34-56', numeric(6), ['123456']],
    ['G-123456', numeric(6), ['123456']],
    ['GO-123456', numeric(6), ['123456']],
    ['G-123456', numeric(null), ['123456']],
    ['G-123456', alphanumeric(null), ['123456']],
    ['G-123456', alphanumeric(6), ['123456']],
    ['G-123456', alphanumeric(7), ['G123456']],
    ['AB12CD', alphanumeric(6), ['AB12CD']],
    ['AB12CD', alphanumeric(null), ['AB12CD']],
    ['AB12-CD34', alphanumeric(8), ['AB12CD34']],
    ['AB12 CD34', alphanumeric(8), ['AB12CD34']],
    ['AB1-CD34', alphanumeric(7), ['AB1CD34']],
    ['AB1-CD34', alphanumeric(null), ['AB1CD34']],
    ['A1-B2-C3', alphanumeric(null), ['A1B2C3']],
    ['AB12C-D', alphanumeric(6), ['AB12CD']],
    ['ABC12-DEFGH', alphanumeric(null), ['ABC12DEFGH']],
    ['ABC12-DEFGH', alphanumeric(10), ['ABC12DEFGH']],
    ['a 8 k 3', alphanumeric(4), ['a8k3']],
    ['ab123', alphanumeric(null), ['ab123']],
    ['PASS123', alphanumeric(null), ['PASS123']],
    ['aB3xY9', alphanumeric(6), ['aB3xY9']],
    ['a1', alphanumeric(2), ['a1']],
  ])('%s for %o is the code, whatever stands beside it', (chunk, shape, codes) => {
    expect(readCandidate(chunk, [], shape)).toMatchObject({ codes, weak: false });
  });

  it.each<Row>([
    ['1234567890', numeric(null), ['1234567890']],
    ['123456789', numeric(null), ['123456789']],
    ['2026', numeric(4), ['2026']],
    ['2026', numeric(null), ['2026']],
    ['20261123', numeric(8), ['20261123']],
    ['23-11-26', numeric(6), ['231126']],
    ['INV-123456', numeric(6), ['123456']],
    ['ABCD-123456', numeric(6), ['123456']],
    ['INV-123456', alphanumeric(9), ['INV123456']],
    ['Summer2026', alphanumeric(null), ['Summer2026']],
    ['iPhone15', alphanumeric(null), ['iPhone15']],
    ['pass123x', alphanumeric(null), ['pass123x']],
    ['xPass123', alphanumeric(null), ['xPass123']],
    ['abc123', alphanumeric(null), ['abc123']],
    ['pass1', alphanumeric(5), ['pass1']],
    ['abcdefghi1', alphanumeric(10), ['abcdefghi1']],
    ['QGFDAE', alphanumeric(6), ['QGFDAE']],
    ['QGFDAE', alphanumeric(null), ['QGFDAE']],
    ['QGF-DAE', alphanumeric(6), ['QGFDAE']],
    ['Qgfdae', alphanumeric(6), ['Qgfdae']],
    ['mvtrwqxz', alphanumeric(8), ['mvtrwqxz']],
    ['drive2go', alphanumeric(null), ['drive2go']],
    ['A', alphanumeric(1), ['A']],
  ])('%s for %o is the code only beside a word for codes', (chunk, shape, codes) => {
    expect(readCandidate(chunk, [], shape)).toMatchObject({ codes, weak: true });
  });

  it.each<Row>([
    ['12345', numeric(6)],
    ['1234567', numeric(6)],
    ['12 3456', numeric(6)],
    ['12345 67890', numeric(10)],
    ['1 234', numeric(4)],
    ['1 2345', numeric(5)],
    ['12 34 567', numeric(4)],
    ['1234 5678 9012', numeric(4)],
    ['1234 5678 90', numeric(4)],
    ['612 34 56 78', numeric(3)],
    ['612 34 56 78', numeric(9)],
    ['030 123456', numeric(6)],
    ['0301 123456', numeric(6)],
    ['03012 123456', numeric(6)],
  ])('%s for %o is a number of another shape', (chunk, shape) => {
    expect(readCandidate(chunk, [], shape)).toMatchObject({ codes: [], weak: false });
  });

  it.each<Row>([
    ['12345678901', numeric(null)],
    ['23-11-26', numeric(4)],
    ['AB12CD', numeric(6)],
    ['password123', alphanumeric(null)],
    ['Password123', alphanumeric(null)],
    ['abcdefghij1', alphanumeric(null)],
    ['1abcdefghijk', alphanumeric(null)],
    ['iPhone15', numeric(4)],
    ['iPhone15', alphanumeric(4)],
    ['a1b2', numeric(4)],
  ])('%s for %o is of another shape, and perhaps no number', (chunk, shape) => {
    expect(readCandidate(chunk, [], shape)).toMatchObject({ codes: [], weak: true });
  });

  it.each<Row>([
    ['123', numeric(null)],
    ['12', numeric(3)],
    ['ABCDE-123456', numeric(6)],
    ['G-123456-7', numeric(6)],
    ['G1-123456', numeric(6)],
    ['G-12345a', numeric(6)],
    ['G-12345', numeric(6)],
    ['A1-B2-C', alphanumeric(null)],
    ['A-B-1', alphanumeric(null)],
    ['AB12C-D', alphanumeric(null)],
    ['ABC1-DEFGH', alphanumeric(null)],
    ['a1', alphanumeric(null)],
    ['QGFDAE', numeric(6)],
    ['QGFDAE', alphanumeric(5)],
    ['Qgfdae', alphanumeric(null)],
    ['expire', alphanumeric(6)],
    ['Rechte', alphanumeric(6)],
    ['ABC', alphanumeric(null)],
    ['ABCDEFGHIJK', alphanumeric(null)],
    ['A B C D', alphanumeric(4)],
    ['A B', alphanumeric(2)],
    ['a1b', numeric(4)],
    ['abcd', numeric(4)],
    ['ABCD', numeric(4)],
    ['1a-2b', numeric(4)],
    ['12é4', numeric(4)],
    ['12é4', alphanumeric(4)],
  ])('%s for %o is a word like any other', (chunk, shape) => {
    expect(readCandidate(chunk, [], shape)).toBeNull();
  });

  it('has 32 groups at most', () => {
    const groups = (count: number, group: string): string =>
      Array.from({ length: count }, () => group).join(' ');
    expect(readCandidate(groups(32, '1'), [], numeric(32))).toMatchObject({
      codes: ['1'.repeat(32)],
      weak: false,
    });
    expect(readCandidate(groups(33, '1'), [], numeric(32))).toMatchObject({ codes: [], weak: true });
    expect(readCandidate(groups(33, '1'), [], numeric(33))).toMatchObject({ codes: [], weak: true });
    expect(readCandidate(groups(32, 'A1'), [], alphanumeric(64))).toMatchObject({
      codes: ['A1'.repeat(32)],
      weak: false,
    });
    expect(readCandidate(groups(33, 'A1'), [], alphanumeric(66))).toBeNull();
  });

  it('of letters and digits has 32 characters at most where its shape is not asked for', () => {
    expect(readCandidate('x1'.repeat(16), [], numeric(4))).toMatchObject({ codes: [], weak: true });
    expect(readCandidate('x1'.repeat(17), [], numeric(4))).toBeNull();
  });

  it.each([
    ['WITH', ['ANYONE'], false],
    ['QGFDAE', ['A'], true],
    ['QGFDAE', ['your', 'code'], true],
    ['QGFDAE', ['code', 'IS'], false],
    ['QGFDAE', ['Xy'], true],
  ])('%s beside %j can be a code of capitals: %s', (chunk, neighbours, canBe) => {
    expect(readCandidate(chunk, neighbours, alphanumeric(null)) !== null).toBe(canBe);
  });
});
