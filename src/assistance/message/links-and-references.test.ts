import { describe, expect, it } from 'vitest';
import { maskLabelledNumbers, maskLinksAndAccounts } from './links-and-references.js';
import { noisePlaceholder } from './placeholder-characters.js';

/** `░` stands for each masked character. */
const shown = (text: string): string => text.replaceAll(noisePlaceholder, '░');

describe('links, addresses, IBANs and hidden numbers', () => {
  it.each([
    'https://bank.example/confirm/12345678?t=87654321',
    'http://a.b',
    'HTTPS://A.B/1',
    'www.1',
    'info12345678@bank.example',
    'a@b.c',
    'x@1.2',
    '123456@bank.example',
    'bank.example',
    'bank.example/123456',
    'pay.bank.example/a1',
    'bank-1.example',
    'a.1.co',
    'a.b.c.d.e.f.gh',
    'DE89 3704 0044 0532 0130 00',
    'DE89370400440532013000',
    'ES91 2100 0418 4502 0005 1332',
    'NO93 8601 1117 947',
    'DE89 3704 0044',
    'GB29 NWBK 6016 1331 9268 19',
    'DE89 3704 0044 0532 0130 0000 11112222 3',
    'DE89 3704 0044 1',
    'DE89 3704 0044 12',
    'DE89 3704 0044 123',
    '****1234',
    '57******2',
    '4111 11** **** 1111',
    '*1234',
    'xxxx-1234',
    'XX1245',
    'xx1234',
    '••78',
    '●●●● 4321',
    '∗∗12',
    '**1234**',
    '4111**',
    '4111 * 12',
    '1234-****-5678',
    '12xx34',
    '* 1234',
    '***',
    '5 *123',
    '**** **** **** 1234',
    '1xX2',
  ])('are masked: %s', (text) => {
    expect(shown(maskLinksAndAccounts(text))).toBe('░'.repeat(text.length));
  });

  it.each([
    'xhttp://123456',
    'ahttps://1',
    'http:/123456',
    'www123456',
    'a@b',
    'a@',
    'ana@bank.',
    'bank.e',
    'bank.example1',
    '1bank.example',
    'Bank.Example',
    'bank.exampleX',
    'b.123456',
    '-bank.example',
    'verylongtldxxxxxxxxxxxxxxxxxxxxx.abcdefghijklmnopqrstuvwxyz',
    'abc.de1/2',
    '.bank.example',
    'DE8 3704 0044',
    'D89 3704 0044 0532',
    'XDE89 3704 0044',
    'de89 3704 0044',
    'DE89 3704',
    'DE89 3704 0044x',
    'DE89 370 0044 0532',
    '1DE89 3704 0044',
    'DE8937040044a',
    'x1234',
    'taxx1234',
    'max1234',
    '12x4',
    'xx',
    'x',
  ])('are not in: %s', (text) => {
    expect(shown(maskLinksAndAccounts(text))).toBe(text);
  });

  it.each([
    ['see www.bank.example/123456.', 'see ░░░░░░░░░░░░░░░░░░░░░░░░'],
    ['http://x验证码123456', '░░░░░░░░验证码123456'],
    ['a www.x y', 'a ░░░░░ y'],
    ['a+b-c.d_e@x-y.example.co.uk 1', '░░░░░░░░░░░░░░░░░░░░░░░░░░░ 1'],
    ['@bank.example', '@░░░░░░░░░░░░'],
    ['é1@b.c', 'é░░░░░'],
    ['a b@c.d e', 'a ░░░░░ e'],
    ['john@mail.bank.example/5', '░░░░░░░░░░░░░░░░░░░░░░/5'],
    ['x.bank.example-', '░░░░░░.example-'],
    ['bank.example.', '░░░░░░░░░░░░.'],
    ['abc.de/é1', '░░░░░░░é1'],
    ['a xx-1234', 'a ░░░░░░░'],
    ['4111*', '4111░'],
    ['123456*', '123456░'],
    ['*12a', '░░2a'],
    ['9 4111 11** 1', '░░░░░░░░░░░ 1'],
    ['1234567890 1234567890 12345 ** 12', '1234567890 ░░░░░░░░░░░░░░░░░░░░░░'],
  ])('are masked, and nothing beside them: %s', (text, masked) => {
    expect(shown(maskLinksAndAccounts(text))).toBe(masked);
  });
});

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
    'account (1234)',
    'account\n1234',
    'accounts 1234',
    'account abcde1234',
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
