import { expect, test } from 'vitest';
import type { RecordedEntry } from './recorded-pages.js';
import { createSecretCutter, redactEntry } from './redact-entries.js';

const secret = `Seán.O'Brien+x@y "<&>/`;
const each = (encode: (code: number) => string): string =>
  Array.from({ length: secret.length }, (_, at) => encode(secret.charCodeAt(at))).join('');
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');

test.each([
  ['as it is', secret],
  ['in another case', secret.toUpperCase()],
  ['in an address', encodeURIComponent(secret)],
  ['in an address in another case', encodeURIComponent(secret.toUpperCase()).toLowerCase()],
  ['in an address of an address', encodeURIComponent(encodeURIComponent(secret))],
  ['in an address in Latin-1', encodeURIComponent(secret).replace('%C3%A1', '%E1')],
  ['in a form', new URLSearchParams([['', secret]]).toString().slice(1)],
  ['by escape', each((code) => `%u${hex(code, 4)}`)],
  ['in JSON', JSON.stringify(secret).slice(1, -1)],
  ['in JSON of PHP', String.raw`Se\u00e1n.O\u0027Brien+x@y \"\u003C\u0026\u003E\/`],
  ['in JSON as numbers', each((code) => String.raw`\u${hex(code, 4)}`)],
  ['in JSON in JSON', JSON.stringify(JSON.stringify(secret).slice(1, -1)).slice(1, -1)],
  ['in JavaScript', String.raw`Se\xe1n.O\'Brien+x@y "\x3C\x26\x3E\x2F`],
  ['in HTML', `Se&aacute;n.O&apos;Brien+x@y&nbsp;&quot;&lt;&amp;&gt;/`],
  ['in HTML by a template', `Seán.O&#x27;Brien&#x2B;x&#64;y &#34;&#60;&#38;&#062;&#x2F;`],
  ['in HTML as numbers', each((code) => `&#${code};`)],
  ['in HTML as hexadecimal numbers', each((code) => `&#X${hex(code, 4).toUpperCase()};`)],
  ['in HTML in HTML', `Seán.O&amp;#39;Brien+x@y &amp;quot;&amp;lt;&amp;amp;&amp;gt;/`],
  ['in bytes that are read as Latin-1', Buffer.from(secret).toString('latin1')],
  ['in hex', Buffer.from(secret).toString('hex')],
  ['in base64', Buffer.from(secret).toString('base64').replace(/=+$/, '')],
])('a secret is cut %s', (_, text) => {
  expect(createSecretCutter([secret])(`<b title="${text}">`)).toBe('<b title="REDACTED">');
});

const slashes = String.raw`C:\\\x"\'end`;
const eachOfSlashes = (encode: (code: number) => string): string =>
  Array.from({ length: slashes.length }, (_, at) => encode(slashes.charCodeAt(at))).join('');

test.each([
  ['as it is', slashes],
  ['in JSON', JSON.stringify(slashes).slice(1, -1)],
  ['in JSON in JSON', JSON.stringify(JSON.stringify(slashes).slice(1, -1)).slice(1, -1)],
  ['in an address', encodeURIComponent(slashes)],
  ['in HTML as numbers', eachOfSlashes((code) => `&#${code};`)],
  ['by escape', eachOfSlashes((code) => `%u${hex(code, 4)}`)],
])('a secret with backslashes is cut %s', (_, text) => {
  expect(createSecretCutter([slashes])(`<b>${text}</b>`)).toBe('<b>REDACTED</b>');
});

test('backslashes as numbers of JSON are cut', () => {
  const cut = createSecretCutter([String.raw`ab\\cd`, String.raw`\\\\x`]);
  expect(cut(String.raw`"\u0061b\u005c\u005c\u0063d"`)).toBe('"REDACTED"');
  expect(cut(String.raw`a\x62\x5c\x5ccd`)).toBe('REDACTED');
});

/** If two parts of a pattern could share out the same backslashes, each of these would take longer than the universe is old. */
test.each([
  ['a run of them', '\\'.repeat(12)],
  ['a long run', `ab${'\\'.repeat(60)}cd`],
  ['before quotes', `\\'`.repeat(12)],
  ['before letters', '\\a'.repeat(12)],
  ['before the letters of an escape', '\\u005c'.repeat(6)],
])('backslashes are looked for without going back over them again and again: %s', (_, secret) => {
  const cut = createSecretCutter([`${secret}!`]);
  for (const hostile of ['\\', `\\\\\\\\'`, '\\\\\\\\u0061', '\\\\\\\\a', '\\u005c', '%5c', '&#92;']) {
    const text = hostile.repeat(Math.ceil(4_000 / hostile.length));
    expect(cut(`${text}?`)).toBe(`${text}?`);
  }
});

test.each(['', 'x', 'xx'])('a secret is cut inside of a token, after {"sub":"%s', (before) => {
  const cut = createSecretCutter([secret]);
  for (const form of [secret, encodeURIComponent(secret), secret.toLowerCase()])
    for (const encoding of ['base64', 'base64url'] as const) {
      const payload = JSON.stringify({ sub: before + form });
      const token = Buffer.from(payload).toString(encoding);
      const rest = cut(token);
      expect(rest).toContain('REDACTED');
      // At most a character on each side holds bits of the secret.
      const others = Buffer.byteLength(payload) - Buffer.byteLength(JSON.stringify(form).slice(1, -1));
      expect(rest.replace('REDACTED', '').length).toBeLessThanOrEqual(Math.ceil((others * 8) / 6) + 4);
    }
});

test('a short secret is cut where it stands alone, and a number leaves JSON as it is', () => {
  const cut = createSecretCutter(['ana', '0417', '31415926']);
  expect(cut('ana banana ANA, #ana-0417 x0417')).toBe('REDACTED banana REDACTED, #REDACTED-0 x0417');
  expect(cut('{"customer":31415926}')).toBe('{"customer":0}');
  expect(cut(String.raw`?to=%2F%3Dana&x=%20ana%26 "\nana\u002c"`)).toBe(
    String.raw`?to=%2F%3DREDACTED&x=%20REDACTED%26 "\nREDACTED\u002c"`,
  );
  expect(createSecretCutter(['', 'a', ' 7 '])('a 7 %61 YQ')).toBe('a 7 %61 YQ');
});

test('an entry keeps what shows its page again, and nothing else', () => {
  const entry: RecordedEntry = {
    startedDateTime: '2026-11-28T12:00:00.000Z',
    request: {
      method: 'POST',
      url: `https://bank.test/login?user=${encodeURIComponent(secret)}`,
      headers: [{ name: 'Authorization', value: 'Basic canary' }],
    },
    response: {
      status: 303,
      statusText: 'See Other',
      headers: [
        { name: 'Location', value: `/code?user=${encodeURIComponent(secret)}` },
        { name: 'Set-Cookie', value: 'session=canary' },
        { name: 'X-Auth-Token', value: 'canary' },
      ],
      content: { mimeType: 'text/html', text: `<p>${secret}</p>` },
    },
  };
  const { request, response } = redactEntry(entry, createSecretCutter([secret]));
  expect(request).toEqual({ method: 'POST', url: 'https://bank.test/login?user=REDACTED', headers: [] });
  expect(response.headers).toEqual([{ name: 'Location', value: '/code?user=REDACTED' }]);
  expect(response.content.text).toBe('<p>REDACTED</p>');
});

const bytes = (before: number[], encoding: 'utf8' | 'latin1'): Buffer =>
  Buffer.concat([Buffer.from(before), Buffer.from(secret, encoding), Buffer.from([0x22, 0x20])]);

test.each([
  ['a page in Latin-1', 'text/html; charset=iso-8859-1', bytes([0xe7], 'latin1'), 'e7'],
  ['UTF-8 of no type', 'x-unknown', bytes([0xc3, 0xa7], 'utf8'), 'c3a7'],
  ['UTF-8 in a message of bytes', 'application/x-protobuf', bytes([0x0a, 0x96, 0xff], 'utf8'), '0a96ff'],
])('a secret is cut in %s, and every other byte stays', (_, mimeType, body, before) => {
  expect(redactBody(mimeType, body)).toBe(`${before}${Buffer.from('REDACTED" ').toString('hex')}`);
});

test('an image stays as it is, if it is not of text', () => {
  const body = bytes([0x89], 'latin1');
  expect(redactBody('image/png', body)).toBe(body.toString('hex'));
  expect(redactBody('image/svg+xml', body)).not.toContain(Buffer.from('Brien').toString('hex'));
});

function redactBody(mimeType: string, body: Buffer): string {
  const content = { mimeType, encoding: 'base64' as const, text: body.toString('base64') };
  const entry: RecordedEntry = {
    startedDateTime: '2026-11-28T12:00:00.000Z',
    request: { method: 'GET', url: 'https://bank.test/', headers: [] },
    response: { status: 200, statusText: 'OK', headers: [], content },
  };
  const { text = '' } = redactEntry(entry, createSecretCutter([secret])).response.content;
  return Buffer.from(text, 'base64').toString('hex');
}
