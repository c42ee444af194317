import { describe, expect, it } from 'vitest';
import type { ExpectedShape } from '../code-shape.js';
import { codeInMessage } from './code-in-message.js';
import { alphanumeric, numeric } from './example-messages.js';

const codeOf = (message: string, shape: ExpectedShape): string | null => {
  const read = codeInMessage(message, shape);
  return read.found === 'one' ? read.code : null;
};

describe('with letters allowed, a candidate with a digit comes before words', () => {
  it.each([
    ['391846 is NORMAL OTP for your Tamarind login', alphanumeric(6), '391846'],
    ['TAMRND: OTP to add a payee is 602915.', alphanumeric(6), '602915'],
    ['70316 is your OSIER code', alphanumeric(5), '70316'],
    ['285570 is your drive2go security code.', alphanumeric(null), '285570'],
    ['Your token BANK24 is 419751.', alphanumeric(6), '419751'],
    ['BANK24: your code is 419751.', alphanumeric(6), '419751'],
    ['419751 is your BANK24 code', alphanumeric(6), '419751'],
    ['Remote desk code: KJWQPD', alphanumeric(6), 'KJWQPD'],
    ['KJWQPD is your code', alphanumeric(6), 'KJWQPD'],
    ['Type this code: mvtrwqxz to proceed', alphanumeric(8), 'mvtrwqxz'],
    ['Your code is abcd12. Room 482913', alphanumeric(null), 'abcd12'],
  ])('%s', (message, shape, code) => {
    expect(codeOf(message, shape)).toBe(code);
  });

  it.each([
    ['Your BANK24 code has been sent.', alphanumeric(6)],
    ['Your Gate77 code has been sent.', alphanumeric(6)],
    ['OSIER: code sent by post', alphanumeric(5)],
    ['OSIER code requested', alphanumeric(5)],
    ['YOUR CODE: EXPIRED', alphanumeric(7)],
    ['Your code is expired', alphanumeric(7)],
    ['Your code is KJWQPD, 4711', alphanumeric(null)],
  ])('refuses %s', (message, shape) => {
    expect(codeOf(message, shape)).toBeNull();
  });
});

describe('a brand with digits is not taken for a code of another shape', () => {
  it.each([
    '842067 is your Gate77 code',
    '842067 is your BANK24 code',
    '842067 is your Pay2Me code',
    'Token BANK24: 842067',
    'Gate77: 842067 is your code',
  ])('%s', (message) => {
    expect(codeOf(message, numeric(6))).toBe('842067');
  });
});

describe('a number that something marks as another one is refused', () => {
  it.each([
    ['You received 18.00 from 640117 - CORNER KIOSK', 6],
    ['Cheque 008841 was returned unpaid.', 6],
    ['Not yours? SMS STOP 4471 to 9955443322', 4],
    ['Not yours? Reply BLOCK 4471', 4],
    ['कार्ड रोकने के लिए BLOCK 4471 लिखें', 4],
    ['Paid Rs.3350 to Tamarind Deli', 4],
    ['Rs.3350', 4],
    ['INR3350', 4],
    ['3350/-', 4],
    ['KSh 3350', 4],
    ['3350р', 4],
    ['Payment approved at the deli, authorization code 733019', 6],
    ['Authorization 733019', 6],
    ['Parcel 733019 is in locker 221190, code 640117', 6],
    ['Terminal 733019', 6],
    ['Never share your PIN. 733019 CORNER KIOSK, come and see us', 6],
    ['Never share your PIN\n733019 CORNER KIOSK', 6],
    ['Forgot your PIN? You paid 18.00 at 733019', 6],
    ['Wrong PIN entered at 733019', 6],
    ['Meet me at 733019 Elm Road', 6],
    ['Pupil 733019 was absent', 6],
    ['On 23 Nov 2026 at 0930 hrs', 4],
    ['Nov 23, 2026', 4],
  ])('%s', (message, length) => {
    expect(codeOf(message, numeric(length))).toBeNull();
    expect(codeOf(message, alphanumeric(length))).toBeNull();
  });
});

describe('a number without a code word', () => {
  it.each([
    'Enter 842067 to go on',
    '842067 to sign in',
    'Zum Anmelden 842067 eingeben',
    'Osier Bank: 842067',
    '842067',
    '842067. Do not share this code.',
    'Enter 842067 to go on. Room 4711.',
  ])('is the code if it is asked for, or nearly alone: %s', (message) => {
    expect(codeOf(message, numeric(6))).toBe('842067');
  });

  it.each([
    'Enter 842067 to see your balance',
    'Hello Ann, 842067 people have seen your photo in our shop window',
  ])('is refused otherwise: %s', (message) => {
    expect(codeOf(message, numeric(6))).toBeNull();
  });

  it.each([
    ['Enter 842067 to go on', 'none'],
    ['842067. Never share your PIN.', 'none'],
    ['842067. Do not share this code.', 'one'],
    ['842067\nThe code is valid for 5 minutes', 'one'],
    ['842067 is your code', 'one'],
    ['Welcome\n@osier.example #842067', 'one'],
  ])('does not count where a code word is needed: %s', (message, found) => {
    expect(codeInMessage(message, numeric(6), { needsCodeWord: true }).found).toBe(found);
  });
});

describe('what follows a code', () => {
  it.each([
    '<#> 842067 is your Osier code\nb6YtN1cQe9K',
    '[#] 842067 is your Osier code ABCDEFGHIJK',
    '842067 is your Osier code b6YtN1cQe9K',
    '842067 is your Osier code\nb6YtN1cQe9K\nFA+9qCX9VSu\n',
    'Seller 330415 asks you to confirm.\n@osier.example #842067 @checkout.example',
    'Seller 330415 asks you to confirm.\n@osier.example #842067\nFA+9qCX9VSu',
  ])('may be a hash or a second origin: %j', (message) => {
    expect(codeOf(message, numeric(6))).toBe('842067');
    expect(codeOf(message, alphanumeric(6))).toBe('842067');
  });

  it('is no hash if the bank takes codes as long as one', () => {
    expect(codeOf('Your code: b6YtN1cQe9K', alphanumeric(11))).toBe('b6YtN1cQe9K');
    expect(codeOf('<#> Your code: aB3dE9fGh1K b6YtN1cQe9K', alphanumeric(11))).toBe('aB3dE9fGh1K');
  });
});

describe('digits of all scripts', () => {
  it.each([
    ['आपका कोड ८४२०६७ है', 'Devanagari'],
    ['রকোড: কোড ৮৪২০৬৭', 'Bengali'],
    ['รหัส ๘๔๒๐๖๗', 'Thai'],
    ['code ၈၄၂၀၆၇', 'Burmese'],
    ['رمز ٨٤٢٠٦٧', 'Arabic'],
    ['رمز ۸۴۲۰۶۷', 'Persian'],
    ['code ８４２０６７', 'full-width'],
    ['code 𝟖𝟒𝟐𝟎𝟔𝟕', 'mathematical'],
    ['code 8\u200b4\u200c2\u20600\ufeff6\u00ad7', 'with invisible characters'],
    ['code 8\u03364\u03362\u03360\u03366\u03367', 'with strokes'],
    ['code 8\ufe0f\u20e34\ufe0f\u20e32\ufe0f\u20e30\ufe0f\u20e36\ufe0f\u20e37\ufe0f\u20e3', 'as keycaps'],
    ['code 8\u034f42067', 'with a joiner'],
  ])('are read: %s (%s)', (message) => {
    expect(codeOf(message, numeric(6))).toBe('842067');
  });
});
