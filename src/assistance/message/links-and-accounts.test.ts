import { describe, expect, it } from 'vitest';
import { maskLinksAndAccounts } from './links-and-accounts.js';
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
    'Zk3/842067+aaQ1x8Rw==',
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
