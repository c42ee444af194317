import { expect, it } from 'vitest';
import { checkBankFile } from './check-bank-file.js';

it.each([
  ['open lists', '['.repeat(1_000)],
  ['closed lists', '['.repeat(1_000) + ']'.repeat(1_000)],
  ['as many lists as fit', '['.repeat(30_000) + ']'.repeat(30_000)],
  ['maps', `${'{a: '.repeat(1_000)}1${'}'.repeat(1_000)}`],
  ['dashes', `${'- '.repeat(1_000)}x`],
  ['indented keys', Array.from({ length: 300 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')],
])('a file of nested %s is refused in a sentence', (_what, yaml) => {
  expect(checkBankFile(yaml)).toEqual({
    ok: false,
    bank: null,
    issues: [{ path: '', message: 'is nested too deeply', line: null }],
  });
});

it('a file with thousands of mistakes is answered with the first, briefly', () => {
  const { issues } = checkBankFile('a: [\n'.repeat(5_000));
  expect(issues).toHaveLength(50);
  expect(JSON.stringify(issues).length).toBeLessThan(20_000);
  expect(issues[0]?.message).toMatch(/^is not YAML: /);
});
