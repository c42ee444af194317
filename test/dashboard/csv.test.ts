import { expect, it } from 'vitest';
import { toCsv } from '../../dashboard/src/pages/overview/csv.js';

it('an export quotes what CSV needs quoted', () => {
  const csv = toCsv(
    ['a', 'b'],
    [
      ['x "y"', 'one, two'],
      ['line\nbreak', null],
      [true, -3],
    ],
  );
  expect(csv).toBe('\uFEFFa,b\r\n"x ""y""","one, two"\r\n"line\nbreak",\r\ntrue,-3\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =1', '\r=1'])(
  'an export gives a spreadsheet no formula to run: %j',
  (name) => {
    const cell = toCsv([], [[name]])
      .split('\r\n')
      .slice(1)
      .join('\r\n');
    expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
  },
);

it('an export writes nested details as JSON', () => {
  expect(toCsv([], [[{ fields: ['name'] }]])).toContain('"{""fields"":[""name""]}"');
});
