import { describe, expect, it } from 'vitest';
import { maskAmounts } from './amounts.js';
import { noisePlaceholder } from './placeholder-characters.js';

/** `░` stands for each masked character. */
const shown = (text: string): string => text.replaceAll(noisePlaceholder, '░');

describe('amounts of money', () => {
  it.each([
    '50 EUR',
    'EUR 50',
    '€50',
    '50€',
    '$1,250.00',
    '1.234,56 €',
    '1 234 567,8 zł',
    "CHF 1'234.50",
    'CHF 1’234.50',
    '12.345.678.901,99 EUR',
    '123456 EUR',
    'EUR 123456',
    'USD123456',
    '123456USD',
    '10 euro',
    '10 euros',
    '10 Euro',
    '10 руб.',
    '10 рублей',
    '10元',
    '円10',
    '10 บาท',
    '₩5000',
    '5 ₹',
    '10 kr',
    'rs. 500',
    'EURO2024',
    'ALL 50',
    'TOP 50',
    '3 kc',
    '169.00',
    '169,5',
    '1.555.000',
    '1,555,000.25',
    "1'555'000",
    '1.5',
    '12.345',
    '1234.5',
    '1234.56',
    '1.234.5',
    '7,123,45',
    '123.456,7',
    '123.456,78',
    '123.456,789',
    '5 000 EUR',
    'Rs.3350',
    'Rs. 3350',
    'Rs3350',
    'INR3350',
    'INR:3350',
    'Rs 1,23,456.00',
    '1,23,456',
    '3350/-',
    '3,350 /=',
    'KSh3,350.00',
    'Tk 1,200',
    '15000 FCFA',
    '335 DH',
    '3350р',
    'NGN3,350.00',
    '3350-EUR',
    '3350 रुपये',
  ])('are masked: %s', (text) => {
    expect(shown(maskAmounts(text))).toBe('░'.repeat(text.length));
  });

  it.each([
    '50 EUR 123456',
    '123456 EUR 50',
    'top 50',
    'all 50',
    'neuro 50',
    '50 european',
    'XEUR 50',
    '50 EURX',
    '1234.567',
    '0.1234',
    'a.50',
    '999 EUR 888',
  ])('are not in: %s', (text) => {
    expect(shown(maskAmounts(text))).toBe(text);
  });

  it.each([
    ['123456 EUR 50,00', '123456░░░░░░░░░░'],
    ['50.00 EUR 123456', '░░░░░░░░░░123456'],
    ['12,5 EUR 654321', '░░░░░░░░░654321'],
    ['654321 EUR 1.234,56', '654321░░░░░░░░░░░░░'],
    ['50,0 EUR 60,00', '░░░░ EUR ░░░░░'],
    ['12.34.56', '░░░░░.56'],
    ['169.00.1', '░░░░░░.1'],
    ['v1.555', 'v░░░░░'],
    ['1.555.0001', '░░░░░.0001'],
    ['a169.00b', 'a░░░░░░b'],
    ['x,50 EUR', 'x,50 ░░░'],
    ['50.EUR', '50.░░░'],
    ['12 5000 EUR', '12 ░░░░░░░░'],
    ['1234 567 EUR', '1234 ░░░░░░░'],
    ['1,25 EUR 1,5', '░░░░ EUR ░░░'],
  ])('are masked, and nothing beside them: %s', (text, masked) => {
    expect(shown(maskAmounts(text))).toBe(masked);
  });
});
