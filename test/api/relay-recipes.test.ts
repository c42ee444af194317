import type { z } from 'zod';
import { describe, expect, it } from 'vitest';
import { httpSmsSchema } from '../../src/api/messages/relays/httpsms.js';
import { incomingSmsGatewaySchema } from '../../src/api/messages/relays/incoming-sms-gateway.js';
import { mailSchema } from '../../src/api/messages/relays/mail.js';
import { parseForm } from '../../src/api/access/relay-app.js';
import { smsForwarderSchema } from '../../src/api/messages/relays/sms-forwarder.js';
import { smsGatewaySchema } from '../../src/api/messages/relays/sms-gateway.js';
import { twilioSchema } from '../../src/api/messages/relays/twilio.js';
import { messageBodySchema } from '../../src/api/messages/wire-message.js';
import {
  type AppRequest,
  fromCloudMailin,
  fromHttpSms,
  fromIncomingSmsGateway,
  fromOldSmsGateway,
  fromPostmark,
  fromSmsForwarder,
  fromSmsGateway,
  fromTwilio,
} from './support/app-payloads.js';

/** The request of each app in docs/relays.md, and the message that the service reads from it. */

const receivedAt = new Date('2026-06-07T12:30:00.000Z');
const text = 'Bank: 123456 is your "code" & nobody’s else.\nDo not share it.';
const sms = { text, from: 'BANK', to: '+447700900123', receivedAt };
const mail = { text, from: 'codes@bank.example', to: 'ana@mail.example', receivedAt };

const fromJson = ({ body }: AppRequest): unknown => JSON.parse(body);
const fromForm = ({ body }: AppRequest): unknown => parseForm(body);

describe('a message in the format of', () => {
  it.each<[string, z.ZodType, unknown, object]>([
    ['SMS Gateway for Android', smsGatewaySchema, fromJson(fromSmsGateway(sms)), {}],
    [
      'SMS Gateway for Android, before 2026',
      smsGatewaySchema,
      fromJson(fromOldSmsGateway(sms)),
      { to: undefined },
    ],
    ['SmsForwarder', smsForwarderSchema, fromForm(fromSmsForwarder(sms)), { to: undefined }],
    [
      'Android Incoming SMS Gateway',
      incomingSmsGatewaySchema,
      fromJson(fromIncomingSmsGateway(sms)),
      { to: undefined },
    ],
    ['Twilio', twilioSchema, fromForm(fromTwilio(sms)), { received_at: undefined }],
  ])('%s is read', (_app, schema, sent, change) => {
    expect(schema.parse(sent)).toEqual({
      message: text,
      from: 'BANK',
      to: '+447700900123',
      received_at: receivedAt,
      ...change,
    });
  });

  it('httpSMS is read', async () => {
    expect(httpSmsSchema.parse(fromJson(await fromHttpSms(sms)))).toEqual({
      message: text,
      from: 'BANK',
      to: '+447700900123',
      received_at: receivedAt,
    });
  });

  it.each([
    ['Postmark', fromPostmark(mail)],
    ['CloudMailin', fromCloudMailin(mail)],
  ])('%s is read, with its subject and its sender', (_service, sent) => {
    expect(mailSchema.parse(fromJson(sent))).toEqual({
      message: `Signing in\n${text}`,
      from: 'codes@bank.example',
      to: 'ana@mail.example',
      received_at: receivedAt,
    });
  });

  it('other events of the apps are ignored', async () => {
    const ping = { ...(fromJson(fromSmsGateway(sms)) as object), event: 'system:ping' };
    const sent = { ...(fromJson(await fromHttpSms(sms)) as object), type: 'message.phone.sent' };
    expect(smsGatewaySchema.safeParse(ping).success).toBe(false);
    expect(httpSmsSchema.safeParse(sent).success).toBe(false);
  });
});

describe('a mail', () => {
  it('that is only HTML is read as a person sees it, without the numbers in its links', () => {
    const html =
      '<style>p{width:600000px}</style><p>Your code is <b>123&shy;456</b>.</p><a href="https://bank.example/765432">Help</a><img src="1.png" alt="998877">';
    const { message } = mailSchema.parse(fromJson(fromPostmark(mail, html)));
    expect(message).toContain('Your code is 123');
    for (const number of ['600000', '765432', '998877']) expect(message).not.toContain(number);
  });

  it('counts as new if its date is unknown', () => {
    const sent = { ...(fromJson(fromPostmark(mail)) as object), Date: 'Sunday at noon' };
    expect(mailSchema.parse(sent).received_at).toBeUndefined();
  });

  it('is cut after 4,000 characters, never inside one', () => {
    const { message } = mailSchema.parse(
      fromJson(fromPostmark({ ...mail, text: `123456 ${'😀'.repeat(4_000)}` })),
    );
    expect(message.length).toBeLessThanOrEqual(4_000);
    expect(message).toContain('123456');
  });
});

/** Bodies as apps make them from the templates in docs/relays.md. */
describe('the received_at of POST /v1/messages', () => {
  const escaped = JSON.stringify(text).slice(1, -1);
  it.each([
    [
      'milliseconds without quotes',
      `{ "message": "${escaped}", "from": "BANK", "received_at": ${receivedAt.getTime()} }`,
    ],
    [
      'milliseconds in quotes',
      `{ "message": "${escaped}", "from": "BANK", "received_at": "${receivedAt.getTime()}" }`,
    ],
    [
      'a formatted date with its offset',
      `{ "message": "${escaped}", "from": "BANK", "received_at": "2026-06-07T14:30:00+02:00" }`,
    ],
  ])('may be %s', (_template, body) => {
    expect(messageBodySchema.parse(JSON.parse(body))).toEqual({
      message: text,
      from: 'BANK',
      to: undefined,
      received_at: receivedAt,
    });
  });

  it('is neither seconds since 1970 nor a date without an offset, which would be another time', () => {
    for (const time of [1_780_835_400, '1780835400', '2026-06-07 12:30:00', '2026-06-07T12:30:00'])
      expect(messageBodySchema.safeParse({ message: text, received_at: time }).success).toBe(false);
  });
});
