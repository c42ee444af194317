import { describe, expect, test } from 'vitest';
import { createPageTextRedactor } from './redact-page-text.js';

const secrets = ['ana.lopez', 'p4ss word!', '482913', 'x'];
const redactor = createPageTextRedactor({ secrets, hidesUnknownCodes: false });

describe('a text of the page', () => {
  test.each([
    ['Hello Ana.Lopez!', 'Hello •••!'],
    ['code 482-913', 'code •••'],
    ['p4ss%20word! and cDRzcyB3b3JkIQ', '••• and •••'],
    ['write to joe@mail.example, or j***@mail.example', 'write to •••, or •••'],
    ['DE89 3704 0044 0532 0130 00', '•••'],
    ['4111-1111-1111-1111', '•••'],
    ['call +49 (170) 123 45 67', 'call +•••'],
    ['٤٨٢٩١٣ in another script', '••• in another script'],
    ['Step 2 of 3, box x', 'Step 2 of 3, box x'],
  ])('%s becomes %s', (text, cleaned) => {
    expect(redactor.clean(text)).toBe(cleaned);
    expect(redactor.isClean(text)).toBe(text === cleaned);
  });

  test('is short, and a secret beyond that is found all the same', () => {
    const long = `${'a '.repeat(200)}482913`;
    expect(Array.from(redactor.clean(long))).toHaveLength(120);
    expect(redactor.isClean(long)).toBe(false);
  });

  test('has nothing like a code in it where codes were typed that are not known', () => {
    const strict = createPageTextRedactor({ secrets: [], hidesUnknownCodes: true });
    expect(strict.clean('You typed H7K2M9')).toBe('You typed •••');
    expect(strict.isClean('#field-H7K2M9')).toBe(false);
    expect(redactor.isClean('#field-H7K2M9')).toBe(true);
  });
});

test.each([
  ['https://bank.example:8443/login?user=ana.lopez#482913', 'https://bank.example:8443/login'],
  ['https://bank.example/u/ana.lopez/p4ss%20word!/end', 'https://bank.example/u/•••/•••/end'],
  ['https://ana.lopez.bank.example/', 'https://•••/'],
  ['chrome-error://chromewebdata/', null],
  ['about:blank', null],
])('the address %s becomes %s', (address, cleaned) => {
  expect(redactor.cleanAddress(address)).toBe(cleaned);
});

test('a long text without spaces takes no long time', () => {
  const startedMs = performance.now();
  expect(redactor.find('a'.repeat(30_000))).toEqual([]);
  expect(performance.now() - startedMs).toBeLessThan(5_000);
});

test('secrets are found where they stand', () => {
  const text = 'Dear ana.lopez, code 4 8 2 9 1 3';
  const found = redactor.find(text).map(({ start, end }) => text.slice(start, end));
  expect(found).toEqual(expect.arrayContaining(['ana.lopez', '4 8 2 9 1 3']));
});
