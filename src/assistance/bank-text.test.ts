import { describe, expect, it } from 'vitest';
import { cleanBankText, cleanOfCodes, cutMark } from './bank-text.js';

describe('a text of the bank’s', () => {
  it('loses what was typed, in whatever case and with separators in it', () => {
    expect(cleanBankText('We could not accept 123 456, ANA.', ['123456', 'ana'])).toBe(
      `We could not accept ${cutMark}, ${cutMark}.`,
    );
  });

  it('loses what neither the database nor JSON can keep', () => {
    expect(cleanBankText('Sent\u0000 to \ud83d ••78 😀', [])).toBe('Sent to ••78 😀');
  });

  it('is short', () => {
    expect(Array.from(cleanBankText('x'.repeat(1_000), []))).toHaveLength(300);
  });
});

describe('a text that may speak of codes nobody remembers', () => {
  it.each([
    ['The code 111111 was refused.', 6, `The code ${cutMark} was refused.`],
    ['The code aB3xY9 was refused.', 6, `The code ${cutMark} was refused.`],
    ['We refused 8080 and sent a code to ••78.', null, `We refused ${cutMark} and sent a code to ••78.`],
  ])('loses what looks like one: %s', (text, length, cleaned) => {
    expect(cleanOfCodes(text, length)).toBe(cleaned);
  });

  it('keeps words, and numbers of another length', () => {
    const text = 'Please call 0800 before 12:30; refused again.';
    expect(cleanOfCodes(text, 6)).toBe(text);
  });
});
