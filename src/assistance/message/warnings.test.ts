import { describe, expect, it } from 'vitest';
import { maskCodeWords } from './mask-code-words.js';
import { codeWordPlaceholder, noisePlaceholder } from './placeholder-characters.js';
import { maskWarnings, mentionsItsCode } from './warnings.js';

const shown = (text: string): string =>
  text.replaceAll(codeWordPlaceholder, '▓').replaceAll(noisePlaceholder, '░');

describe('code words of warnings', () => {
  it.each([
    ['Never share your PIN.', 'Never share your ░░░.'],
    ["Don't tell your OTP! 1", "Don't tell your ░░░! 1"],
    ['Nie PIN\nPIN 1', 'Nie ░░░\n▓▓▓ 1'],
    ['PIN。勿 PIN', '▓▓▓。勿 ░░░'],
    ['Never share PIN 1.', 'Never share ▓▓▓ 1.'],
    ['PIN (never share it):\n1', '▓▓▓ (never share it):\n1'],
    ['PIN (never share it): \n1', '▓▓▓ (never share it): \n1'],
    ['Your PIN. Never', 'Your ▓▓▓. Never'],
    ['Your PIN', 'Your ▓▓▓'],
  ])('are masked, if the sentence has no number: %j', (text, masked) => {
    expect(shown(maskWarnings(maskCodeWords(text)))).toBe(masked);
  });
});

describe('a message speaks of its code', () => {
  it.each([
    'Do not share this code.',
    'Never give this secret login code away',
    'Teilen Sie diesen Code nicht',
    'Ne donnez pas ce code',
    'No comparta este código',
    '请勿泄露此验证码',
    'Code expires in 5 minutes',
    'Hi. OTP valid today',
  ])('%s', (text) => {
    expect(mentionsItsCode(maskCodeWords(text))).toBe(true);
  });

  it.each(['Never share your PIN', 'Forgot your PIN?', 'Hello', 'This is it. Never share a PIN', ''])(
    'but not in %j',
    (text) => {
      expect(mentionsItsCode(maskCodeWords(text))).toBe(false);
    },
  );
});
