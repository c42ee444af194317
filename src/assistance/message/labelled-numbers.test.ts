import { describe, expect, it } from 'vitest';
import { maskLabelledNumbers } from './labelled-numbers.js';
import { noisePlaceholder } from './placeholder-characters.js';

/** `░` stands for each masked character. */
const shown = (text: string): string => text.replaceAll(noisePlaceholder, '░');

describe('numbers with a label', () => {
  it.each([
    'Ref 123456',
    'ref: 123456',
    'Ref. 99812345',
    'reference number 123456',
    'Ref no. AB-123456',
    'order #555666',
    '№777888',
    'invoice 2026/123',
    'transaction id 123456',
    'balance: 1234',
    'Saldo 1234',
    'case.123456',
    'Ref  123456',
    '订单号654321',
    '编号:123',
    '金额 123456',
    'account 1234',
    'account no. 12345',
    'account number: 12345',
    'card 4321',
    'ending 1234',
    'ends with *1234',
    'last 4 digits 1234',
    'last four digits: 1234',
    'Endziffern 4321',
    'endet auf 1234',
    'terminada en 1234',
    '尾号1234',
    '账户1234',
    'customer 482913',
    'Customer number 482913',
    'room 12',
    'konto 123456',
    'карта 1234',
    'счет 1234',
    'account=1234',
    'account…1234',
    'account 12 34 56 78',
    'account (1234)',
    'card (*1234)',
    'Sendungsnr. 915027',
    'merchant 915027',
    '5566 numarali',
    'card 1234abc',
    'account x-1234',
    'account abcd1234',
  ])('are masked: %s', (text) => {
    expect(shown(maskLabelledNumbers(text))).toBe('░'.repeat(text.length));
  });

  it.each([
    'ref. Then 123456',
    'ref; 123456',
    'referee 123456',
    '余额',
    'customer 482913 is your code',
    'account. 1234',
    'account (123456)',
    'account\n1234',
    'accounts 1234',
    'account abcdefghijklm1234',
  ])('are not in: %s', (text) => {
    expect(shown(maskLabelledNumbers(text))).toBe(text);
  });

  it.each([
    ['ticket no 12 3456 789', '░░░░░░░░░░░░ 3456 789'],
    ['prefix ref123456', 'prefix ░░░░░░░░░'],
    ['ref 12345678901234567890123456789012345 1', '░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░2345 1'],
    ['account: 1234', 'account: ░░░░'],
    ['card ending in 1234', 'card ░░░░░░░░░░░░░░'],
    ['卡号:1234', '卡号:░░░░'],
    ['account 123456 is', '░░░░░░░░░░░░░░ is'],
    ['user: 12345678', 'user: ░░░░░░░░'],
    ['card: 4321 is your code', 'card: ░░░░ is your code'],
  ])('are masked, and nothing beside them: %s', (text, masked) => {
    expect(shown(maskLabelledNumbers(text))).toBe(masked);
  });
});
