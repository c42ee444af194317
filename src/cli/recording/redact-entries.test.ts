import { expect, test } from 'vitest';
import type { RecordedEntry } from './recorded-pages.js';
import { createSecretCutter, redactEntry } from './redact-entries.js';

const secret = `Ana "<&>' canary é`;

test.each([
  ['as it is', secret],
  ['in another case', secret.toUpperCase()],
  ['in an address', encodeURIComponent(secret)],
  ['in a form', new URLSearchParams({ a: secret }).toString()],
  ['in JSON', JSON.stringify({ a: secret })],
  ['in HTML', 'Ana &quot;&lt;&amp;&gt;&#39; canary é'],
  ['in HTML with numbers', 'Ana &#34;&#60;&#38;&#62;&#39; canary é'],
  ['in base64', Buffer.from(secret).toString('base64')],
  ['in a token', Buffer.from(secret).toString('base64url')],
  ['in hex', Buffer.from(secret).toString('hex')],
])('a secret is cut %s', (_, text) => {
  const cut = createSecretCutter([secret])(`<b>${text}</b>`);
  expect(cut).toMatch(/^<b>\S*REDACTED\S*<\/b>$/);
  expect(cut).not.toMatch(/canary/i);
});

test('a short secret is cut where it stands alone, and a number leaves JSON as it is', () => {
  const cut = createSecretCutter(['ana', '0417', '31415926']);
  expect(cut('ana banana ANA, #ana-0417 x0417')).toBe('REDACTED banana REDACTED, #REDACTED-0 x0417');
  expect(cut('{"customer":31415926}')).toBe('{"customer":0}');
});

test('an entry keeps what shows its page again, and nothing else', () => {
  const latin1 = Buffer.from(`<p lang="fr">Bonjour ${secret}, ça va ?</p>`, 'latin1').toString('base64');
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
      content: { mimeType: 'text/html; charset=iso-8859-1', encoding: 'base64', text: latin1 },
    },
  };
  const { request, response } = redactEntry(entry, createSecretCutter([secret]));
  expect(request).toEqual({ method: 'POST', url: 'https://bank.test/login?user=REDACTED', headers: [] });
  expect(response.headers).toEqual([{ name: 'Location', value: '/code?user=REDACTED' }]);
  expect(Buffer.from(response.content.text ?? '', 'base64').toString('latin1')).toBe(
    '<p lang="fr">Bonjour REDACTED, ça va ?</p>',
  );
});
