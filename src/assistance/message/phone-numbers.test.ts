import { describe, expect, it } from 'vitest';
import { maskPhoneNumbers } from './phone-numbers.js';
import { noisePlaceholder } from './placeholder-characters.js';

/** `░` stands for each masked character. */
const shown = (text: string): string => text.replaceAll(noisePlaceholder, '░');

describe('phone numbers', () => {
  it.each([
    '+34 612 345 678',
    '0049 30 1234567',
    '0049 (0)30 1234567',
    '+ 34 612345678',
    '+(34) 612345678',
    '+49-30-1234567',
    '+99 123456',
    '+1 23',
    '0044 20 7946 0958',
    '+4930123456',
    '+1/800/555/1234',
    '+1.800.555.1234',
    '+1 (800) 555-1234',
    '0034612345678',
    '(800) 555-1234',
    '(800)555-1234',
    '(800) 55512',
    'call 123456',
    'Call us at 800.123.4567',
    'tel. 030 123456',
    'Tel: 030 123456',
    'phone 12 34 56 78',
    'llame al 912066666',
    '电话123456',
    '客服 95588',
    'call.123456',
    'call the number 123456',
    'call us on the 123456',
    'contact 123456',
    'support: 800123',
    'ext 12345',
    'hotline - 123456',
    'telefon 030/123456',
  ])('are masked: %s', (text) => {
    expect(shown(maskPhoneNumbers(text))).toBe('░'.repeat(text.length));
  });

  it.each([
    '00989000',
    '004310. 1.250,00 TL',
    'x+34 612345678',
    '1+34 612345678',
    '00 12',
    '003461234567',
    '(80) 5551',
    '(1) 5551234',
    '(800) 55',
    '1(800) 555-1234',
    '(123456) 5551234',
    '(800) 5551x',
    '(800)  5551234',
    'recall 123456',
    'call me 123456',
    'call. 123456',
    'call at on us the 123456',
  ])('are not in: %s', (text) => {
    expect(shown(maskPhoneNumbers(text))).toBe(text);
  });

  it.each([
    ['+34 612 345 678 123456', '░░░░░░░░░░░░░░░ 123456'],
    ['+1 800 555 1234 654321', '░░░░░░░░░░░░░░░ 654321'],
    ['00 44 20 7946 0958 482913', '░░░░░░░░░░░░░░░░░░ 482913'],
    ['(800) 5551 23 45 67 89 01', '░░░░░░░░░░░░░░░░░░░ 89 01'],
    ['call 12 34 56 78 90 12 34 56 78', '░░░░░░░░░░░░░░░░░░░░░░░░░░░░ 78'],
    ['call +1 (800) 555-1234', 'call ░░░░░░░░░░░░░░░░░'],
    ['call (030)123456', 'call ░░░░░░░░░░░'],
    ['mobile 0x12', '░░░░░░░░x12'],
  ])('are masked, and nothing beside them: %s', (text, masked) => {
    expect(shown(maskPhoneNumbers(text))).toBe(masked);
  });
});
