import { describe, expect, it } from 'vitest';
import { codeInMessage } from './code-in-message.js';
import { alphanumeric, examples, numeric } from './example-messages.js';

describe('messages with one code', () => {
  it.each(examples)('finds the code in $language: $message', ({ message, shape, code }) => {
    expect(codeInMessage(message, shape)).toEqual({ found: 'one', code });
  });

  it('covers more than 20 languages', () => {
    expect(new Set(examples.map(({ language }) => language)).size).toBeGreaterThan(20);
  });
});

describe('messages without a code', () => {
  it.each([
    [numeric(null), ''],
    [numeric(null), 'Hello, see you at 14:05 on 23.11.2026.'],
    [numeric(4), 'Since 2026 we are open from 9 to 5.'],
    [numeric(4), 'Your card ending in 1234 was used.'],
    [numeric(4), 'Card ****1234, xxxx-5678, XX9012, *3456 and 4111 11** **** 1111'],
    [numeric(4), 'Kartennummer 1234, Endziffern 4321'],
    [numeric(6), 'Paid 123456 EUR, 1.234,56 €, $123,456.00, 123456 руб, 123456円'],
    [numeric(6), '余额123456元，订单号654321'],
    [numeric(null), 'Call us at 800.123.4567 or +34 612 345 678 or (800) 555-1234.'],
    [numeric(null), 'Tel. 8 800 555 35 35, Telefon: 030 123456, LH 19001234'],
    [numeric(9), 'Llámenos al 912066666'],
    [numeric(6), 'Rufen Sie +49 30 123456 an'],
    [numeric(6), 'Ref 123456, transaction 987654, order no. 555666, №777888'],
    [numeric(6), 'Sort code 12-34-56, postal code 280130, promo code 123456'],
    [numeric(8), 'https://bank.example/confirm/12345678?t=87654321 or info12345678@bank.example'],
    [numeric(4), 'IBAN DE89 3704 0044 0532 0130 00'],
    [numeric(8), 'Card 4111 1111 1111 1111, again 4111-1111-1111-1111'],
    [numeric(4), 'Version 10.1234.2, 127.0.0.1'],
    [numeric(6), 'password123456 and order INV-123456'],
    [alphanumeric(null), 'Never use password123 or Summer2026.'],
    [alphanumeric(null), 'Do not share this code WITH ANYONE. Your code: see the app.'],
    [alphanumeric(null), 'TEILE DIESEN CODE MIT NIEMANDEM. Dein Code steht in der App.'],
    [alphanumeric(null), 'Your code expires soon. Hurry.'],
    [numeric(6), 'Text STOP to 123456'],
    [numeric(4), 'Balance: 1234'],
  ])('%o: finds none in: %s', (shape, message) => {
    expect(codeInMessage(message, shape)).toEqual({ found: 'none' });
  });

  it('finds none when the code word names a number of another shape', () => {
    expect(codeInMessage('Your code is 4829. Acme 987654', numeric(6))).toEqual({ found: 'none' });
    expect(codeInMessage('Introduce el codigo TF33. Acme 912066', numeric(6))).toEqual({ found: 'none' });
  });

  it('finds none when the origin-bound code has another shape', () => {
    expect(codeInMessage('Welcome.\n@bank.example #4829', numeric(6))).toEqual({ found: 'none' });
  });
});

describe('messages with several possible codes', () => {
  it.each([
    [numeric(6), 'Your codes are 123456 and 654321.'],
    [numeric(6), 'Old code 111111, new code 222222'],
    [numeric(6), '123456 654321'],
    [numeric(6), 'Acme 987654 wrote 123456.'],
    [numeric(6), 'Ваш код для входа 123456 Acme 987654'],
    [numeric(6), 'Your code for Acme is 123456 and your PIN 987654'],
    [numeric(4), 'PIN 1234 5678'],
    [numeric(6), '验证码123456，新验证码654321'],
  ])('%o: finds several in: %s', (shape, message) => {
    expect(codeInMessage(message, shape)).toEqual({ found: 'several' });
  });
});

describe('a code of one of several lengths', () => {
  const shape = { length: 8, minLength: 6, type: 'numeric' as const };

  it.each([
    ['482913', 'Your code is 482913.'],
    ['4829137', 'Your code is 4829137.'],
    ['48291377', 'Your code is 48291377.'],
    ['482913', 'Enter 482 913 to go on'],
    ['48291377', 'Enter 4829 1377 to go on'],
    ['482913', 'Enter 482913 to go on. Room 4711.'],
  ])('finds %s in: %s', (code, message) => {
    expect(codeInMessage(message, shape)).toEqual({ found: 'one', code });
  });

  it.each(['Your code is 48291.', 'Your code is 482913771.', 'Room 48291'])(
    'finds none in: %s',
    (message) => {
      expect(codeInMessage(message, shape)).toEqual({ found: 'none' });
    },
  );

  it('finds several where two lengths fit and nothing tells which', () => {
    expect(codeInMessage('Enter 482913 for 48291377', shape)).toEqual({ found: 'several' });
  });

  it('takes a long number only next to a code word, as when no length is known', () => {
    const upTo32 = { ...shape, length: 32, minLength: 4 };
    expect(codeInMessage('Enter 482913 for 482913771122', upTo32)).toEqual({ found: 'one', code: '482913' });
    expect(codeInMessage('Code: 482913771122', upTo32)).toEqual({ found: 'one', code: '482913771122' });
  });

  it('drops the prefix of a code', () => {
    const signs = { ...shape, type: 'alphanumeric' as const };
    expect(codeInMessage('G-4829137 is your code', signs)).toEqual({ found: 'one', code: '4829137' });
  });
});

describe('one code among several numbers', () => {
  it.each([
    ['the one next to a code word, not a bare number', 'Acme 987654 says hello. Your code is 123456.'],
    ['the one in a sentence with a code word', 'Acme 987654 says hello. The code, valid today, is 123456.'],
    ['the same code written twice counts once', '123456 is your code. Again: 123-456.'],
    ['the origin-bound one', 'Your code is 654321.\n@bank.example #123456'],
    ['not the phone number it was sent to', 'Code 123456 sent to +1 800 555 1234'],
    ['not the amount', 'TAN 123456 für 987654 EUR'],
    ['not an amount without decimals on its other side', 'Zahlung 50 EUR 123456 ist Ihre TAN'],
    ['not the amount with decimals', 'Code 123456 EUR 987654,00'],
    ['not the reference', '123456 is your code, ref 987654'],
    ['not the phone number directly before it', '+34 612 345 678 123456'],
    ['not the account it is for', '123456 is your OTP for account: 654321'],
    ['not the account it is for, in Spanish', '123456 es su clave para la cuenta: 654321'],
    ['not the account it is for, in French', '123456 est votre code pour le compte : 654321'],
    ['not the account it is for, in Chinese', '123456是您的验证码 账号:654321'],
    ['not the customer number', '123456 is your OTP and your customer number is 654321'],
    ['not a device', '123456 is your login code for device: iPhone15'],
    ['not a card', '123456 is your login code for card: 1234'],
    ['not a name’s number', '123456 is your code to pay J Smith account: 12345678'],
    ['the one after a sentence about an account', 'Help us protect your account. 123456 is your code'],
    ['the one after a sentence about a card', 'Cuide su tarjeta. 123456 es su clave'],
    ['the one after a sentence about a phone', 'Never share it by phone. 123456 is your code'],
    ['the one after a greeting', 'Dear Customer 123456 is your OTP'],
    ['the one before a warning with a star', '인증번호 123456 *타인노출금지*'],
    ['the one with a footnote', 'Your code is 123456*'],
    ['the one before a bullet', 'Code: 123456 • Do not share'],
    ['the one after a bullet', '• 123456 is your code'],
    ['the one in bold', 'Your code: **123456**'],
    ['the one in bold and italics', '***123456*** is your code'],
  ])('%s', (_, message) => {
    expect(codeInMessage(message, numeric(6))).toEqual({ found: 'one', code: '123456' });
  });

  // The code word refers to a code up to 19 tokens away; the nearer number is taken when the code is further away.
  const words =
    'to get into the app from a new phone that you have added to your Example Bank account for all others today'.split(
      ' ',
    );
  it.each([
    [17, '123456'],
    [18, '987654'],
  ])('is the one introduced after %i words: %s', (count, code) => {
    const message = `For transfer 987654 your OTP ${words.slice(0, count).join(' ')} is 123456`;
    expect(codeInMessage(message, numeric(6))).toEqual({ found: 'one', code });
  });

  it.each(['TAN 4829 am 23.11.', 'OTP 4829 ore 14:05', 'Kod: 4829 saat 14:05', 'Código 4829 dia 23/11'])(
    'does not take a time that follows for a part of the code: %s',
    (message) => {
      expect(codeInMessage(message, numeric(4))).toEqual({ found: 'one', code: '4829' });
    },
  );

  it.each([
    '123-456',
    '123 456',
    '12 34 56',
    '12-34-56',
    '1 2 3 4 5 6',
    '123\u00a0456',
    '123\u2009456',
    '123\u2011456',
  ])('reads %s as one code', (written) => {
    expect(codeInMessage(`Your code: ${written}`, numeric(6))).toEqual({ found: 'one', code: '123456' });
  });

  it('takes a number that could be a date only next to a code word', () => {
    expect(codeInMessage('TAN 23-11-26', numeric(6))).toEqual({ found: 'one', code: '231126' });
    expect(codeInMessage('On 23-11-26 we move.', numeric(6))).toEqual({ found: 'none' });
  });
});
