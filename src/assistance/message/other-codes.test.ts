import { describe, expect, it } from 'vitest';
import { maskOtherCodes } from './other-codes.js';
import { alertPlaceholder } from './placeholder-characters.js';

const shown = (text: string): string => text.replaceAll(alertPlaceholder, '░');

describe('codes of other kinds', () => {
  it.each([
    'sort code 12-34-56',
    'Promo code: SAVE2026',
    'postcode 12345',
    'Abholcode 640117',
    'código postal 28013',
    'kod odbioru: 640117',
    'промокод 4471',
    'without PIN',
  ])('are masked with their value: %s', (text) => {
    expect(shown(maskOtherCodes(text))).toBe('░'.repeat(text.length));
  });

  it.each([
    'Your code is 482913',
    'authorization code 733019',
    'sorted code 482913',
    'transaction code: 1234',
  ])('are not in: %s', (text) => {
    expect(shown(maskOtherCodes(text))).toBe(text);
  });

  it('are those on a receipt', () => {
    expect(shown(maskOtherCodes('Approved. Auth code 733019'))).toBe('Approved. ░░░░░░░░░░░░░░░░');
    expect(shown(maskOtherCodes('Approved. Code 733019'))).toBe('Approved. Code 733019');
  });

  it('are all code words in a message about a parcel, a ride, a door or a discount', () => {
    expect(shown(maskOtherCodes('Your parcel is here. OTP 4471'))).toBe('Your parcel is here. ░░░ 4471');
    expect(shown(maskOtherCodes('PIN 4471 for your ride'))).toBe('░░░ 4471 for your ride');
    expect(shown(maskOtherCodes('Use code 4471 at checkout'))).toBe('Use ░░░░ 4471 at checkout');
  });
});
