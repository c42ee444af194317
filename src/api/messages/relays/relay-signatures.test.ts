import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Relay } from './relay.js';
import { smsForwarder } from './sms-forwarder.js';
import { smsGateway } from './sms-gateway.js';
import { twilio } from './twilio.js';

const now = new Date('2026-11-24T09:30:00Z');

const isSigned = (
  { app }: Pick<Relay, 'app'>,
  request: { url?: string; headers: Record<string, string>; body: string },
  secret: string,
) =>
  app.isSigned?.(
    { url: 'https://codes.example/', now, ...request, body: Buffer.from(request.body) },
    secret,
    {},
  );

/** An example with its signature from Twilio's documentation. */
const example = {
  url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
  body: 'CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212',
  headers: { 'x-twilio-signature': '0/KCTR6DLpKmkAf8muzZqo1nDgQ=' },
};

test('accepts the signature in Twilio’s documentation, and rejects it after any change', () => {
  expect(isSigned(twilio, example, '12345')).toBe(true);
  expect(isSigned(twilio, example, '12346')).toBe(false);
  expect(isSigned(twilio, { ...example, url: 'https://mycompany.com/myapp.php?foo=1&bar=3' }, '12345')).toBe(
    false,
  );
  expect(isSigned(twilio, { ...example, body: example.body.replace('1234&', '1235&') }, '12345')).toBe(false);
  expect(isSigned(twilio, { ...example, headers: {} }, '12345')).toBe(false);
});

test('accepts a Twilio signature of the URL with or without port and user info', () => {
  const basic = Buffer.from('relay:rbk_1').toString('base64');
  for (const url of [
    'https://codes.example:443/x',
    'https://relay:rbk_1@codes.example/x',
    'https://codes.example/x',
  ]) {
    const signature = createHmac('sha1', 's').update(`${url}Body1`).digest('base64');
    const headers = { authorization: `Basic ${basic}`, 'x-twilio-signature': signature };
    expect([url, isSigned(twilio, { url: 'https://codes.example/x', headers, body: 'Body=1' }, 's')]).toEqual(
      [url, true],
    );
  }
});

test('a Twilio signature is made with the algorithm that its header announces', () => {
  const url = 'https://codes.example/x';
  const signed = (algorithm: string, settings?: string) =>
    isSigned(
      twilio,
      {
        url,
        headers: {
          'x-twilio-signature': createHmac(algorithm, 's').update(`${url}Body1`).digest('base64'),
          ...(settings !== undefined && { 'x-twilio-webhooks-signature-settings': settings }),
        },
        body: 'Body=1',
      },
      's',
    );
  expect(signed('sha256', 'key=SK01,algorithm=HMAC_SHA256')).toBe(true);
  expect(signed('sha1', 'key=SK01, algorithm=HMAC_SHA1')).toBe(true);
  expect(signed('sha256')).toBe(false);
  expect(signed('sha1', 'key=SK01,algorithm=HMAC_SHA256')).toBe(false);
  for (const unknown of ['key=SK01', 'algorithm=NONE', 'algorithm=constructor'])
    expect(signed('sha1', unknown)).toBe(false);
});

test('a signature of SMS Gateway for Android covers body and time, and expires after five minutes', () => {
  const signed = (at: Date, body = '{}') => {
    const timestamp = String(at.getTime() / 1_000);
    const signature = createHmac('sha256', 's').update('{}').update(timestamp).digest('hex');
    return isSigned(
      smsGateway,
      { headers: { 'x-timestamp': timestamp, 'x-signature': signature }, body },
      's',
    );
  };
  expect(signed(now)).toBe(true);
  expect(signed(now, '{ }')).toBe(false);
  expect(signed(new Date(now.getTime() - 299_000))).toBe(true);
  expect(signed(new Date(now.getTime() - 301_000))).toBe(false);
  expect(signed(new Date(now.getTime() + 301_000))).toBe(false);
  expect(isSigned(smsGateway, { headers: {}, body: '{}' }, 's')).toBe(false);
});

test('reads a signature of SmsForwarder from forms and from JSON', () => {
  const timestamp = String(now.getTime());
  const sign = createHmac('sha256', 's').update(`${timestamp}\ns`).digest('base64');
  const inForm = new URLSearchParams({ timestamp, sign: encodeURIComponent(sign) }).toString();
  const asForm = { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: inForm };
  const asJson = {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ timestamp: Number(timestamp), sign: encodeURIComponent(sign) }),
  };
  for (const request of [asForm, asJson]) {
    expect(isSigned(smsForwarder, request, 's')).toBe(true);
    expect(isSigned(smsForwarder, request, 'x')).toBe(false);
  }
  expect(isSigned(smsForwarder, { ...asJson, body: '{' }, 's')).toBe(false);
});
