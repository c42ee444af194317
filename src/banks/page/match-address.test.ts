import { expect, test } from 'vitest';
import { matchesAddress } from './match-address.js';

test.each([
  ['**/change-password*', 'https://bank.example/a/change-password', true],
  ['**/change-password*', 'https://bank.example/change-password?reason=age', true],
  ['**/change-password*', 'https://bank.example/change-password?next=/home', true],
  ['**/change-password*', 'https://bank.example/change-password/done', false],
  ['**/change-password', 'https://bank.example/change-password?reason=age', false],
  ['https://bank.example/*/code', 'https://bank.example/en/code', true],
  ['https://bank.example/*/code', 'https://bank.example/en/gb/code', false],
  ['https://bank.example/*/code', 'https://bank.example/en/code?again=1', false],
  ['**?error=**', 'https://bank.example/login?error=3&x=/', true],
  ['**/a.b', 'https://bank.example/axb', false],
  ['**/{login,enter}', 'https://bank.example/enter', true],
  ['**/code', 'https://bank.example/code#top', true],
])('%s and %s: %s', (glob, address, isMatch) => {
  expect(matchesAddress(glob, address)).toBe(isMatch);
});
