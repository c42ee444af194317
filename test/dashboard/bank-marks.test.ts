import { expect, it } from 'vitest';
import { marksOf } from '../../dashboard/src/ui/bank-marks.js';
import { lastDigits } from '../../dashboard/src/ui/last-digits.js';

/** How the dashboard says which bank and which phone a code is for. */

const bank = (code: string, name: string) => ({ code, name });

it('banks have different monograms and colours, also with the same initials', () => {
  const banks = [
    bank('demo', 'Demo Bank'),
    bank('demo-held', 'Demo Bank (held)'),
    bank('deutsche', 'Deutsche Bank'),
    bank('norte', 'Caja del Norte'),
    bank('ninth', '9th'),
  ];
  const marks = [...marksOf(banks).values()];
  expect(marks.map(({ name, letters }) => `${name}: ${letters}`)).toEqual([
    'Demo Bank: DB',
    'Demo Bank (held): DBH',
    'Deutsche Bank: DE',
    '9th: 9',
    'Caja del Norte: CDN',
  ]);
  expect(new Set(marks.map(({ hue }) => hue)).size).toBe(marks.length);
  // Another bank, sorted after them, changes none of them.
  const more = marksOf([...banks, bank('zeta', 'Demo Bank')]);
  expect(banks.map(({ code }) => more.get(code))).toEqual(banks.map(({ code }) => marksOf(banks).get(code)));
  expect(more.get('zeta')?.letters).toBe('DM');
});

it.each([
  ['+44 •••• ••• 472', '•••472'],
  ['+44 7700 900210', '•••0210'],
  ['•••859', '•••859'],
  ['***-**-21', '•••21'],
  ['a•••@example.com', 'a•••@example.com'],
  ['Token 12', 'Token 12'],
])('%s is shown in short as %s', (destination, shown) => {
  expect(lastDigits(destination)).toBe(shown);
});
