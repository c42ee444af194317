import { describe, expect, it } from 'vitest';
import type { RelaySettings } from '../../src/api/access/relay-settings.js';
import { parseForm } from '../../src/api/access/relay-app.js';
import { httpSms } from '../../src/api/messages/relays/httpsms.js';
import { incomingSmsGateway } from '../../src/api/messages/relays/incoming-sms-gateway.js';
import { mail as mailRelay } from '../../src/api/messages/relays/mail.js';
import type { Relay } from '../../src/api/messages/relays/relay.js';
import { smsForwarder } from '../../src/api/messages/relays/sms-forwarder.js';
import { smsGateway } from '../../src/api/messages/relays/sms-gateway.js';
import { twilio } from '../../src/api/messages/relays/twilio.js';
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

const httpSmsRequest = await fromHttpSms(sms);

const fromJson = ({ body }: AppRequest): unknown => JSON.parse(body);
const fromForm = ({ body }: AppRequest): unknown => parseForm(body);

/** The message that the service reads from what an app sent, or why it ignores it. */
async function readAs<Sent>({ body, read }: Relay<Sent>, sent: unknown, settings: RelaySettings = {}) {
  const relayed = await read(body.parse(sent), {
    settings: () => Promise.resolve(settings),
    joinParts: () => Promise.resolve(undefined),
  });
  return 'ignored' in relayed ? relayed.ignored : messageBodySchema.parse(relayed.message);
}

describe('a message in the format of', () => {
  it.each<[string, unknown, object]>([
    ['SMS Gateway for Android', readAs(smsGateway, fromJson(fromSmsGateway(sms))), {}],
    [
      'SMS Gateway for Android, before 2026',
      readAs(smsGateway, fromJson(fromOldSmsGateway(sms))),
      { to: undefined },
    ],
    ['SmsForwarder', readAs(smsForwarder, fromForm(fromSmsForwarder(sms))), { to: undefined }],
    [
      'Android Incoming SMS Gateway',
      readAs(incomingSmsGateway, fromJson(fromIncomingSmsGateway(sms))),
      { to: undefined },
    ],
    ['Twilio', readAs(twilio, fromForm(fromTwilio(sms))), { received_at: undefined }],
    ['httpSMS', readAs(httpSms, fromJson(httpSmsRequest)), {}],
  ])('%s is read', async (_app, read, change) => {
    expect(await read).toEqual({
      message: text,
      from: 'BANK',
      to: '+447700900123',
      received_at: receivedAt,
      ...change,
    });
  });

  it.each([
    ['Postmark', fromPostmark(mail)],
    ['CloudMailin', fromCloudMailin(mail)],
  ])('%s is read, with its subject and its sender', async (_service, sent) => {
    expect(await readAs(mailRelay, fromJson(sent))).toEqual({
      message: `Signing in\n${text}`,
      from: 'codes@bank.example',
      to: 'ana@mail.example',
      received_at: receivedAt,
    });
  });

  it.each<[string, unknown]>([
    ['numbers as text', readAs(incomingSmsGateway, { from: 60_990, text: 123_456, receivedStamp: 'n/a' })],
    ['another name', readAs(incomingSmsGateway, { from: '60990', msg: '123456' })],
    ['no time', readAs(smsForwarder, { from: '60990', msg: '123456', received_at: '2026/11/27 9:05' })],
    [
      'the message as it came beside another',
      readAs(smsForwarder, { from: '60990', content: '123456\nSIM1 654321', org_content: '123456' }),
    ],
  ])('an app may have %s', async (_what, read) => {
    expect(await read).toEqual({ message: '123456', from: '60990', to: undefined, received_at: undefined });
  });
});

describe('what an app sends is ignored if it', () => {
  const changed = (sent: unknown, change: object): object => ({ ...(sent as object), ...change });
  it.each<[string, string, unknown]>([
    [
      'reports on a message that was sent',
      'NOT_A_MESSAGE',
      readAs(smsGateway, changed(fromJson(fromSmsGateway(sms)), { event: 'sms:failed', payload: {} })),
    ],
    ['is a ping', 'NOT_A_MESSAGE', readAs(smsGateway, { event: 'system:ping', payload: { health: {} } })],
    [
      'reports on a message that httpSMS sent',
      'NOT_A_MESSAGE',
      readAs(httpSms, changed(fromJson(httpSmsRequest), { type: 'message.phone.sent' })),
    ],
    [
      'reports on a message that Twilio sent',
      'NOT_A_MESSAGE',
      readAs(twilio, { MessageSid: 'SM1', MessageStatus: 'delivered', From: '+1', To: '+2' }),
    ],
    ['has no text', 'NO_TEXT', readAs(incomingSmsGateway, { from: 'BANK', text: null })],
    ['has an empty text', 'NO_TEXT', readAs(twilio, { From: '+1', To: '+2', Body: ' ', NumMedia: '1' })],
    ['has no text that can be stored', 'NO_TEXT', readAs(smsForwarder, { from: 'BANK', content: '\0' })],
    [
      'has an empty mail',
      'NO_TEXT',
      readAs(
        mailRelay,
        changed(fromJson(fromPostmark(mail)), { Subject: '', TextBody: '', HtmlBody: '<p>' }),
      ),
    ],
  ])('%s', async (_what, reason, read) => {
    expect(await read).toBe(reason);
  });
});

describe('a mail', () => {
  const readMail = async (sent: AppRequest, change: object = {}) =>
    messageBodySchema.parse(await readAs(mailRelay, { ...(fromJson(sent) as object), ...change }));

  it('that is only HTML is read as a person sees it, without the numbers in its links', async () => {
    const html =
      '<style>p{width:600000px}</style><p>Your code is <b>123&shy;456</b>.</p><a href="https://bank.example/765432">Help</a><img src="1.png" alt="998877">';
    const { message } = await readMail(fromPostmark(mail, html));
    expect(message).toContain('Your code is 123');
    for (const number of ['600000', '765432', '998877']) expect(message).not.toContain(number);
  });

  it('has an unknown time if its date cannot be read', async () => {
    expect((await readMail(fromPostmark(mail), { Date: 'Sunday at noon' })).received_at).toBeUndefined();
  });

  it('is cut after 4,000 characters, never inside one', async () => {
    const { message } = await readMail(fromPostmark({ ...mail, text: `123456 ${'😀'.repeat(4_000)}` }));
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

  it('counts as unknown if it has no offset, which would be another time', () => {
    for (const time of ['yesterday', '2026-06-07 12:30:00', '2026-06-07T12:30:00', {}, false])
      expect(messageBodySchema.parse({ message: text, received_at: time }).received_at).toBeUndefined();
  });
});
