import { expect, it } from 'vitest';
import { messageBodySchema } from '../../src/api/wire/message.js';

/** The bodies that docs/relays.md has apps send, with their placeholders filled in as each app documents it. */

const receivedAt = new Date('2026-06-07T12:30:00.000Z');
const text = 'Bank: 123456 is your "code".\nDo not share it.';
/** A text between the quotes of a template. */
const escaped = JSON.stringify(text).slice(1, -1);

it.each([
  [
    'Android Incoming SMS Gateway: milliseconds without quotes',
    `{ "message": "${escaped}", "from": "BANK", "received_at": ${receivedAt.getTime()} }`,
  ],
  [
    'Android Incoming SMS Gateway: milliseconds in quotes',
    `{ "message": "${escaped}", "from": "BANK", "received_at": "${receivedAt.getTime()}" }`,
  ],
  [
    'Android Incoming SMS Gateway: a formatted date',
    `{ "message": "${escaped}", "from": "BANK", "received_at": "2026-06-07T14:30:00+02:00" }`,
  ],
  ['SmsForwarder', `{ "message": "${escaped}", "from": "BANK", "received_at": "2026-06-07T12:30:00Z" }`],
  [
    'SMS Gateway for Android, mapped',
    JSON.stringify({ message: text, from: 'BANK', to: null, received_at: '2026-06-07T19:30:00.000+07:00' }),
  ],
  [
    'httpSMS, mapped',
    JSON.stringify({ message: text, from: 'BANK', received_at: '2026-06-07T12:30:00.000Z' }),
  ],
])('%s', (_app, body) => {
  expect(messageBodySchema.parse(JSON.parse(body))).toEqual({
    message: text,
    from: 'BANK',
    to: undefined,
    received_at: receivedAt,
  });
});

it('seconds since 1970, and dates without an offset, are refused: they would be another time', () => {
  for (const time of [1_780_835_400, '1780835400', '2026-06-07 12:30:00', '2026-06-07T12:30:00'])
    expect(messageBodySchema.safeParse({ message: text, received_at: time }).success).toBe(false);
});
