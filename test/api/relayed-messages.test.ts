import { createPrivateKey, generateKeyPairSync, type KeyObject, randomInt } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sql } from 'kysely';
import { z } from 'zod';
import type { BankAnswer } from '../../src/banks/bank-driver.js';
import { deleteOldRelayedMessages } from '../../src/db/logins/relayed-messages.js';
import { createLoginClient, createTemporalClient } from '../../src/logins/login-client.js';
import { createErrorLog } from '../support/error-log.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import {
  type AppMessage,
  type AppRequest,
  fromCloudMailin,
  fromHttpSms,
  fromIncomingSmsGateway,
  fromPostmark,
  fromSmsForwarder,
  fromSmsGateway,
  fromTwilio,
  httpSmsToken,
} from './support/app-payloads.js';
import {
  asForm,
  asJson,
  encryptForHttpSms,
  from46elks,
  fromMailgun,
  fromPlivo,
  fromSendGrid,
  fromSns,
  fromTelnyx,
  fromTextbee,
  type ServiceRequest,
  snsCertificateUrl,
  snsSubscribeUrl,
  snsSubscription,
  vonageParameters,
} from './support/service-payloads.js';
import { snsCertificate, snsPrivateKey } from './support/sns-certificate.js';
import { issuePaths, type Reply, refusalOf } from './support/caller.js';

/** Messages in the apps' own formats, over HTTP, to a login that waits for a code. */

const onCode = (): BankAnswer => ({ is: 'logged_in' });
const bank = scriptedBank({ code: 'asking', onOpen: sixDigits, onCode });
/** Refuses every code and asks again, so that one login gets the codes of many tests. */
const refusing = scriptedBank({
  code: 'refusing',
  onOpen: sixDigits,
  onCode: { is: 'code_rejected', bankMessage: null },
});
const secret = 'what-the-app-signs-with';

let api: ApiWithLogins;
const { log, lines } = createErrorLog();
/** A login at the bank that refuses every code, and a key of its user. */
let refused: Awaited<ReturnType<typeof waiting>>;
let waitingKey: string;
beforeAll(async () => {
  api = await startApiWithLogins([bank.driver, refusing.driver], { log });
  refused = await waiting({ bankCode: 'refusing' });
  waitingKey = refused.key;
});
afterAll(() => api.close());

const newKeySchema = z.object({
  id: z.string(),
  key: z.string(),
  has_signing_secret: z.boolean(),
  has_relay_settings: z.boolean(),
});

interface KeyOptions {
  signingSecret?: string;
  settings?: object;
}

async function newKey(token: string, { signingSecret, settings }: KeyOptions = {}) {
  const { id, key, ...has } = await api.answer(newKeySchema, 'POST', '/me/api-keys', {
    token,
    json: {
      name: 'app',
      scopes: ['otp:write', 'status:read'],
      account_ids: null,
      signing_secret: signingSecret,
      relay_settings: settings,
    },
  });
  expect(has).toEqual({
    has_signing_secret: signingSecret !== undefined,
    has_relay_settings: settings !== undefined,
  });
  return { keyId: id, key };
}

/** A user whose login waits for a code, and a key for an app; with a secret if the app signs. */
async function waiting({ signs = false, senders = [] as string[], bankCode = 'asking' } = {}) {
  const { token } = await api.signUp();
  const accountId = await api.addAccount(token, { sms_senders: senders, otp_wait_seconds: 900 }, bankCode);
  const { keyId, key } = await newKey(token, signs ? { signingSecret: secret } : {});
  await api.call('POST', `/accounts/${accountId}/scrape`, { token });
  await until(async () => {
    const reply = await api.call('GET', `/v1/accounts/${accountId}/status`, { key });
    return !reply.text.includes('"pending_assistance":null');
  }, 'a pending request');
  return { token, accountId, keyId, key };
}

/** Waits until the bank that refuses every code has got this one, and checks that it got it once. */
async function expectTypedOnce(code: string): Promise<void> {
  await until(() => refusing.typed.includes(code), 'the code at the bank');
  expect(refusing.typed.filter((typed) => typed === code)).toHaveLength(1);
}

const successes: Record<string, number> = {
  ...{ mail: 200, mailgun: 200, sendgrid: 200, telnyx: 200, sns: 200 },
  ...{ twilio: 204, vonage: 204, '46elks': 204, plivo: 200 },
};
const silent = ['twilio', 'vonage', '46elks', 'plivo'];

/** Checks that an app got the answer that it documents as success, and that the message became a submission. */
function expectTaken(reply: Reply, format: string): void {
  expect([reply.status, reply.text.slice(0, 300)]).toEqual([
    successes[format] ?? 202,
    silent.includes(format) ? '' : (expect.stringContaining('"submitted":true') as unknown),
  ]);
}

const newCode = () => String(randomInt(100_000, 1_000_000));
const messageOf = (code: string): AppMessage => ({
  text: `Bank: ${code} is your code.`,
  from: 'BANK',
  to: '+447700900123',
  receivedAt: new Date(),
});
const post = (
  path: string,
  { body, headers }: AppRequest | ServiceRequest,
  more: Record<string, string> = {},
): Promise<Reply> =>
  api.call('POST', `/v1/messages/${path}`, { raw: body, headers: { ...headers, ...more } });
const basic = (key: string) => ({
  authorization: `Basic ${Buffer.from(`relay:${key}`).toString('base64')}`,
});

type Write = (message: AppMessage) => AppRequest | ServiceRequest | Promise<AppRequest>;
const mailTo = (message: AppMessage) => ({ ...message, from: 'codes@bank.example', to: 'ana@mail.example' });

describe('an app that sends its key', () => {
  it.each<[string, Write]>([
    ['sms-gateway', fromSmsGateway],
    ['textbee', fromTextbee],
    ['httpsms', fromHttpSms],
    ['smsforwarder', fromSmsForwarder],
    ['incoming-sms-gateway', fromIncomingSmsGateway],
    ['twilio', fromTwilio],
    ['telnyx', fromTelnyx],
    ['vonage', (message) => asJson(vonageParameters(message))],
    ['vonage', (message) => asForm(vonageParameters(message))],
    ['plivo', fromPlivo],
    ['46elks', from46elks],
    ['mail', fromPostmark],
    ['mail', fromCloudMailin],
    ['mailgun', (message) => fromMailgun(mailTo(message))],
    ['mailgun', (message) => fromMailgun(mailTo(message), { hasAttachment: true })],
    ['sendgrid', (message) => fromSendGrid(mailTo(message))],
  ])(
    '%s has a code typed once, with the key as a header or as the password of its URL',
    async (format, write) => {
      for (const headers of [basic(waitingKey), { 'x-api-key': waitingKey }]) {
        const code = newCode();
        const request = await write(messageOf(code));
        const replies = [await post(format, request, headers), await post(format, request, headers)];
        for (const reply of replies) expectTaken(reply, format);
        await expectTypedOnce(code);
      }
    },
  );

  it('completes a login', async () => {
    const { accountId, key } = await waiting();
    const code = newCode();
    const reply = await post('sms-gateway', fromSmsGateway(messageOf(code)), basic(key));
    expect(reply.body).toMatchObject({ submitted: true, account_id: accountId, time: 'given' });
    await until(() => bank.typed.includes(code), 'the code at the bank');
  });

  it('Twilio is asked for it first, as it expects', async () => {
    const reply = await post('twilio', fromTwilio(messageOf(newCode())));
    expect(refusalOf(reply)).toBe('401 UNAUTHORIZED');
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  it('must also sign if its key has a secret', async () => {
    const { key } = await newKey(refused.token, { signingSecret: secret });
    const code = newCode();
    const message = messageOf(code);
    expect(refusalOf(await post('sms-gateway', fromSmsGateway(message), basic(key)))).toBe(
      '401 UNAUTHORIZED',
    );
    expect(refusalOf(await post('sms-gateway', fromSmsGateway(message, 'guess'), basic(key)))).toBe(
      '401 UNAUTHORIZED',
    );
    expect((await post('sms-gateway', fromSmsGateway(message, secret), basic(key))).status).toBe(202);
    await expectTypedOnce(code);
  });
});

const ed25519 = generateKeyPairSync('ed25519');
const ecdsa = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const inBase64 = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64');
/** The 32 bytes at the end are the key itself, which Telnyx shows. */
const telnyxKey = Buffer.from(inBase64(ed25519.publicKey), 'base64').subarray(-32).toString('base64');

describe('an app that only signs', () => {
  const urlOf = (path: string) => `${api.publicUrl}/v1/messages/${path}`;
  it.each<
    [string, string, (message: AppMessage, path: string) => AppRequest | ServiceRequest | Promise<AppRequest>]
  >([
    ['sms-gateway', secret, (message) => fromSmsGateway(message, secret)],
    ['textbee', secret, (message) => fromTextbee(message, secret)],
    ['httpsms', secret, (message) => fromHttpSms(message, secret)],
    ['smsforwarder', secret, (message) => fromSmsForwarder(message, secret)],
    ['incoming-sms-gateway', secret, (message) => fromIncomingSmsGateway(message, secret)],
    ['twilio', secret, (message, path) => fromTwilio(message, { secret, url: urlOf(path) })],
    ['telnyx', telnyxKey, (message) => fromTelnyx(message, { privateKey: ed25519.privateKey })],
    ['vonage', secret, (message) => asJson(vonageParameters(message, { secret }))],
    ['vonage', secret, (message) => asForm(vonageParameters(message, { secret }))],
    ['plivo', secret, (message, path) => fromPlivo(message, { secret, url: urlOf(path), version: 'v2' })],
    ['plivo', secret, (message, path) => fromPlivo(message, { secret, url: urlOf(path), version: 'v3' })],
    ['mailgun', secret, (message) => fromMailgun(mailTo(message), { secret })],
    ['mailgun', secret, (message) => fromMailgun(mailTo(message), { secret, hasAttachment: true })],
    [
      'sendgrid',
      inBase64(ecdsa.publicKey),
      (message) => fromSendGrid(mailTo(message), { privateKey: ecdsa.privateKey }),
    ],
  ])('%s has a code typed once with the id of its key', async (format, signingSecret, write) => {
    const { keyId } = await newKey(refused.token, { signingSecret });
    const { keyId: otherKeyId } = await newKey(refused.token, { signingSecret: 'another secret' });
    const code = newCode();
    const path = `${format}?key_id=${keyId}`;
    const request = await write(messageOf(code), path);
    expect(refusalOf(await post(`${format}?key_id=${otherKeyId}`, request))).toBe('401 UNAUTHORIZED');
    expectTaken(await post(path, request), format);
    await expectTypedOnce(code);
  });

  it('is refused if its signature is too old', async () => {
    const { keyId } = await newKey(refused.token, { signingSecret: telnyxKey });
    const code = newCode();
    const at = new Date(Date.now() - 6 * 60_000);
    const request = fromTelnyx(messageOf(code), { privateKey: ed25519.privateKey, at });
    expect(refusalOf(await post(`telnyx?key_id=${keyId}`, request))).toBe('401 UNAUTHORIZED');
    expect(refusing.typed).not.toContain(code);
  });

  it('is refused without a signature, with a wrong one, and with a key that has no secret or was revoked', async () => {
    const signing = await waiting({ signs: true });
    const plain = await waiting();
    const message = messageOf(newCode());
    const attempts: [string, AppRequest][] = [
      [signing.keyId, fromSmsGateway(message)],
      [signing.keyId, fromSmsGateway(message, 'guess')],
      [plain.keyId, fromSmsGateway(message, secret)],
      [plain.keyId, fromSmsGateway(message, '')],
      ['00000000-0000-4000-8000-000000000000', fromSmsGateway(message, secret)],
    ];
    for (const [keyId, request] of attempts)
      expect(refusalOf(await post(`sms-gateway?key_id=${keyId}`, request))).toBe('401 UNAUTHORIZED');
    // Mail services do not sign, so the id of a key is not enough.
    expect(refusalOf(await post(`mail?key_id=${signing.keyId}`, fromPostmark(message)))).toBe(
      '401 UNAUTHORIZED',
    );
    await api.call('DELETE', `/me/api-keys/${signing.keyId}`, { token: signing.token });
    expect(
      refusalOf(await post(`sms-gateway?key_id=${signing.keyId}`, fromSmsGateway(message, secret))),
    ).toBe('401 UNAUTHORIZED');
  });

  it('is refused with a token that is expired or from another issuer', async () => {
    const { keyId } = await waiting({ signs: true });
    const request = await fromHttpSms(messageOf(newCode()));
    for (const change of [{ expires: '-1m' }, { issuer: 'api.example' }]) {
      const authorization = `Bearer ${await httpSmsToken(secret, change)}`;
      expect(refusalOf(await post(`httpsms?key_id=${keyId}`, request, { authorization }))).toBe(
        '401 UNAUTHORIZED',
      );
    }
  });

  it('has its secret sealed, and the secret is in no response or log', async () => {
    const { token, keyId, key } = await waiting({ signs: true });
    await post('sms-gateway', fromSmsGateway(messageOf(newCode()), 'guess'), basic(key));
    const list = await api.call('GET', '/me/api-keys', { token });
    const row = await api.db.selectFrom('api_keys').selectAll().where('id', '=', keyId).execute();
    for (const text of [list.text, JSON.stringify(row), lines.join('\n')]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(key.slice(13));
    }
  });
});

describe('a message that answers no request', () => {
  it('gets a 2xx with the reason, because the app would retry after an error', async () => {
    const parcel = { ...messageOf('x'), text: 'Your parcel is on its way.' };
    expect((await post('sms-gateway', fromSmsGateway(parcel), basic(waitingKey))).body).toEqual({
      submitted: false,
      held: false,
      reason: 'AMBIGUOUS_MESSAGE',
      time: 'given',
    });
  });

  it.each<[string, (message: AppMessage) => AppRequest | Promise<AppRequest>]>([
    ['sms-gateway', fromSmsGateway],
    ['httpsms', fromHttpSms],
    ['smsforwarder', fromSmsForwarder],
    ['incoming-sms-gateway', fromIncomingSmsGateway],
    ['mail', fromPostmark],
    ['mail', fromCloudMailin],
  ])('%s: also one that came eight minutes before its request', async (format, write) => {
    const old = { ...messageOf(newCode()), receivedAt: new Date(Date.now() - 8 * 60_000) };
    expect((await post(format, await write(old), basic(waitingKey))).body).toEqual({
      submitted: false,
      held: false,
      reason: 'NO_PENDING_REQUEST',
      time: 'given',
    });
  });
});

describe('the messages of a key', () => {
  const rowsSchema = z.object({ messages: z.array(z.record(z.string(), z.unknown())) });
  const lastSchema = z.object({
    keys: z.array(z.object({ id: z.string(), last_message_at: z.string().nullable() })),
  });

  it('are listed with what became of each, masked, for their user only', async () => {
    const { keyId, key } = await newKey(refused.token);
    const lastMessageAt = async () =>
      (await api.answer(lastSchema, 'GET', '/me/api-keys', { token: refused.token })).keys.find(
        ({ id }) => id === keyId,
      )?.last_message_at;
    expect(await lastMessageAt()).toBeNull();
    const code = newCode();
    const from = '+44 7700 900222';
    await post('sms-gateway', fromSmsGateway({ ...messageOf(code), from }), basic(key));
    await expectTypedOnce(code);
    await api.call('POST', '/v1/messages', { key, json: { message: 'Your parcel is on its way.', from } });
    await post('incoming-sms-gateway', asJson({ from: 'BANK', text: '' }), basic(key));
    await post('sms-gateway', asJson({ event: 'system:ping', payload: {} }), basic(key));
    const path = `/me/api-keys/${keyId}/messages`;
    const list = await api.call('GET', path, { token: refused.token });
    const sender = '+•• •••• •••222';
    expect(rowsSchema.parse(list.body).messages).toMatchObject([
      { format: 'incoming-sms-gateway', sender: null, time: null, result: 'NO_TEXT' },
      { format: null, sender, time: 'arrival', result: 'AMBIGUOUS_MESSAGE', account_id: null },
      { format: 'sms-gateway', sender, time: 'given', result: 'SUBMITTED', account_id: refused.accountId },
    ]);
    expect(list.text).not.toContain(code);
    expect(Date.parse((await lastMessageAt()) ?? '')).toBeGreaterThan(Date.now() - 60_000);
    const { token } = await api.signUp();
    expect(refusalOf(await api.call('GET', path, { token }))).toBe('404 NOT_FOUND');
  });

  it('are forgotten after seven days, except the last one', async () => {
    const { keyId, key } = await newKey(refused.token);
    for (let n = 0; n < 3; n += 1) await post('incoming-sms-gateway', asJson({ text: '' }), basic(key));
    const ofKey = () =>
      api.db.selectFrom('relayed_messages').select('received_at').where('key_id', '=', keyId).execute();
    const eightDaysAgo = sql<Date>`received_at - interval '8 days'`;
    await api.db
      .updateTable('relayed_messages')
      .set({ received_at: eightDaysAgo })
      .where('key_id', '=', keyId)
      .execute();
    await deleteOldRelayedMessages(api.db);
    expect(await ofKey()).toHaveLength(1);
  });
});

describe('what an app reports besides messages', () => {
  it.each<[string, number, string, object]>([
    [
      'sms-gateway',
      202,
      'NOT_A_MESSAGE',
      {
        deviceId: 'a1',
        event: 'sms:failed',
        id: 'e2',
        webhookId: 'w2',
        payload: {
          messageId: 'm2',
          sender: null,
          recipient: '+447700900111',
          simNumber: 2,
          failedAt: new Date(),
          reason: 'No service',
        },
      },
    ],
    ['httpsms', 202, 'NOT_A_MESSAGE', { type: 'phone.heartbeat.offline', data: { owner: '+44' } }],
    ['textbee', 202, 'NOT_A_MESSAGE', { webhookEvent: 'MESSAGE_DELIVERED', recipient: '+44' }],
    [
      'telnyx',
      200,
      'NOT_A_MESSAGE',
      { data: { event_type: 'message.finalized', payload: { text: '123456' } } },
    ],
    ['incoming-sms-gateway', 202, 'NO_TEXT', { from: 'BANK', text: '', receivedStamp: 1 }],
    ['mail', 200, 'NO_TEXT', { From: 'codes@bank.example', Subject: '', TextBody: '' }],
  ])('%s gets the success that it expects, and the reason', async (format, status, reason, body) => {
    const sent = { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const reply = await post(format, sent, basic(waitingKey));
    expect([reply.status, reply.body]).toEqual([
      status,
      { submitted: false, held: false, ignored: true, reason },
    ]);
  });

  it.each([
    ['twilio', { MessageStatus: 'delivered', From: '+1', To: '+2' }],
    ['vonage', { status: 'delivered', msisdn: '1', 'err-code': '0' }],
    ['plivo', { Status: 'delivered', From: '1', To: '2', MessageUUID: '1' }],
    ['46elks', { id: 's1', status: 'delivered' }],
    ['46elks', { direction: 'incoming', from: 'BANK', to: '+46', message: 'Good morning' }],
  ])('%s gets its empty success', async (format, fields) => {
    const reply = await post(format, asForm(fields), basic(waitingKey));
    expect([reply.status, reply.text]).toEqual([successes[format], '']);
  });
});

/** Clocks and formats of phones, SMS centres and apps that public reports are about. */
describe('a time that cannot be right never costs the code', () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const withoutZone = (at: Date) => at.toISOString().replace('Z', '');
  const smsGatewayAt = (text: string, receivedAt: string) =>
    asJson({ event: 'sms:received', payload: { message: text, sender: 'BANK', receivedAt } });

  it.each<[string, string, (text: string) => AppRequest | ServiceRequest]>([
    [
      'in another time zone',
      'sms-gateway',
      (text) => smsGatewayAt(text, hoursAgo(4).toISOString().replace('Z', '+00:00')),
    ],
    [
      'with the offset of Android 6',
      'sms-gateway',
      (text) => smsGatewayAt(text, `${withoutZone(hoursAgo(4))}+-4:00`),
    ],
    ['of 1970', 'sms-gateway', (text) => smsGatewayAt(text, '1970-01-01T00:00:07.000Z')],
    [
      'without an offset',
      'smsforwarder',
      (text) => ({
        body: new URLSearchParams({ from: 'BANK', content: text, received_at: '2026/11/27 9:05' }).toString(),
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      }),
    ],
    [
      'that is no time, from a sender that is a number',
      'incoming-sms-gateway',
      (text) => asJson({ from: 60_990, text, receivedStamp: 'n/a' }),
    ],
    [
      'of a mail two hours ago',
      'mail',
      (text) => fromPostmark({ ...messageOf('x'), text, receivedAt: hoursAgo(2) }),
    ],
  ])('%s: %s', async (_time, format, write) => {
    const code = newCode();
    const reply = await post(format, write(messageOf(code).text), basic(waitingKey));
    expect([reply.status, reply.body]).toEqual([
      format === 'mail' ? 200 : 202,
      expect.objectContaining({ submitted: true, time: 'arrival' }),
    ]);
    await until(() => refusing.typed.includes(code), 'the code at the bank');
  });

  it('neither to /v1/messages', async () => {
    const code = newCode();
    const json = { message: messageOf(code).text, from: 60_990, received_at: 'yesterday' };
    const reply = await api.call('POST', '/v1/messages', { key: waitingKey, json });
    expect(reply.body).toMatchObject({ submitted: true, time: 'arrival' });
    await until(() => refusing.typed.includes(code), 'the code at the bank');
  });
});

describe('a request with GET from Vonage', () => {
  const get = (query: Record<string, string>, headers: Record<string, string> = {}) =>
    api.call('GET', `/v1/messages/vonage?${new URLSearchParams(query).toString()}`, { headers });

  it('has a code typed once, with the key or with a signature', async () => {
    const { keyId } = await newKey(refused.token, { signingSecret: secret });
    const [plain, signed] = [newCode(), newCode()];
    expectTaken(await get(vonageParameters(messageOf(plain)), basic(waitingKey)), 'vonage');
    const parameters = vonageParameters(messageOf(signed), { secret });
    expect(refusalOf(await get({ ...parameters, text: 'x', key_id: keyId }))).toBe('401 UNAUTHORIZED');
    expectTaken(await get({ ...parameters, key_id: keyId }), 'vonage');
    for (const code of [plain, signed]) await expectTypedOnce(code);
  });
});

describe('a long message of Vonage', () => {
  it('is joined from its parts in any order, which are kept sealed until then', async () => {
    const code = newCode();
    const message = messageOf(code);
    const reference = String(randomInt(256));
    const parts = ['Osier: your code is ', code.slice(0, 2), `${code.slice(2)} for Osier.`].map((text, n) =>
      asForm(vonageParameters({ ...message, text }, { part: { reference, total: 3, part: n + 1 } })),
    );
    const [first, second, third] = parts;
    if (!first || !second || !third) throw new Error('three parts');
    for (const part of [third, first, third]) {
      const reply = await post('vonage', part, basic(waitingKey));
      expect([reply.status, reply.text]).toEqual([204, '']);
    }
    const kept = await api.db.selectFrom('message_parts').selectAll().execute();
    expect(kept).toHaveLength(2);
    expect(JSON.stringify(kept)).not.toMatch(/Osier|BANK/);
    await Promise.all([second, second].map((part) => post('vonage', part, basic(waitingKey))));
    await expectTypedOnce(code);
  });
});

describe('a mail in another charset', () => {
  it('is read in the charset that SendGrid names', async () => {
    const code = newCode();
    const message = { ...mailTo(messageOf(code)), text: `Código: ${code}` };
    expectTaken(
      await post('sendgrid', fromSendGrid(message, { latin1: true }), basic(waitingKey)),
      'sendgrid',
    );
    await expectTypedOnce(code);
  });
});

describe('an encrypted message of httpSMS', () => {
  const encrypted = async (content: string) => {
    const { body, headers } = await fromHttpSms(messageOf('x'));
    const sent = JSON.parse(body) as { data: object };
    return {
      body: JSON.stringify({ ...sent, data: { ...sent.data, content, encrypted: true } }),
      headers,
    };
  };

  it('is decrypted with the key in the settings of the API key', async () => {
    const { key, keyId } = await newKey(refused.token, { settings: { encryption_key: 'p@ss phrase' } });
    const code = newCode();
    const content = encryptForHttpSms(messageOf(code).text, 'p@ss phrase');
    expectTaken(await post('httpsms', await encrypted(content), basic(key)), 'httpsms');
    await expectTypedOnce(code);
    const row = await api.db.selectFrom('api_keys').selectAll().where('id', '=', keyId).execute();
    expect(JSON.stringify(row)).not.toContain('p@ss');
  });

  it('is decrypted once the key is in the settings, which can be changed and removed', async () => {
    const { key, keyId } = await newKey(refused.token);
    const change = (json: object, token = refused.token) =>
      api.call('PUT', `/me/api-keys/${keyId}/relay-settings`, { token, json });
    const code = newCode();
    const content = encryptForHttpSms(messageOf(code).text, 'p@ss phrase');
    expect((await change({ encryption_key: 'other' })).body).toMatchObject({ has_relay_settings: true });
    expect((await change({ encryption_key: 'p@ss phrase' })).status).toBe(200);
    // What a change does not name is kept.
    await change({ sns_topics: ['arn:aws:sns:eu-west-1:123456789012:codes'] });
    expectTaken(await post('httpsms', await encrypted(content), basic(key)), 'httpsms');
    await expectTypedOnce(code);
    const cleared = await change({ encryption_key: null, sns_topics: null });
    expect(cleared.body).toMatchObject({ has_relay_settings: false });
    const { token } = await api.signUp();
    expect(refusalOf(await change({ encryption_key: 'theirs' }, token))).toBe('404 NOT_FOUND');
    expect(issuePaths(await change({ sns_topics: ['codes'] }))).toEqual(['sns_topics.0']);
  });

  it('is ignored with the reason if there is no such key, or another one', async () => {
    const typed = refusing.typed.length;
    const wrong = await newKey(refused.token, { settings: { encryption_key: 'other' } });
    const content = encryptForHttpSms(messageOf(newCode()).text, 'p@ss phrase');
    const reasons = [];
    for (const [key, text] of [
      [waitingKey, 'Zk3/842067+aaQ1x8Rw=='],
      [wrong.key, content],
      [wrong.key, 'AA=='],
    ] as const)
      reasons.push((await post('httpsms', await encrypted(text), basic(key))).body);
    const ignored = { submitted: false, held: false, ignored: true };
    expect(reasons).toEqual([
      { ...ignored, reason: 'ENCRYPTED' },
      { ...ignored, reason: 'WRONG_ENCRYPTION_KEY' },
      { ...ignored, reason: 'WRONG_ENCRYPTION_KEY' },
    ]);
    expect(refusing.typed).toHaveLength(typed);
  });
});

describe('Amazon SNS', () => {
  const topic = 'arn:aws:sns:eu-west-1:123456789012:codes';
  const privateKey = createPrivateKey(snsPrivateKey);
  const fetched: string[] = [];
  let keyId: string;
  beforeAll(async () => {
    ({ keyId } = await newKey(refused.token, { settings: { sns_topics: [topic] } }));
    const { fetch } = globalThis;
    vi.spyOn(globalThis, 'fetch').mockImplementation((input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      if (!url.startsWith('https://')) return fetch(input, init);
      fetched.push(url);
      return Promise.resolve(new Response(url === snsCertificateUrl ? snsCertificate : '<Confirmed/>'));
    });
  });
  afterAll(() => {
    vi.restoreAllMocks();
  });

  it.each(['1', '2'] as const)('has a code typed once, with signatures of version %s', async (version) => {
    const code = newCode();
    const request = fromSns(messageOf(code), { topic, privateKey, version });
    expectTaken(await post(`sns?key_id=${keyId}`, request), 'sns');
    await expectTypedOnce(code);
  });

  it('has the subscription of a topic confirmed that the key names', async () => {
    const reply = await post(`sns?key_id=${keyId}`, snsSubscription({ topic, privateKey }));
    expect([reply.status, reply.body]).toEqual([
      200,
      { submitted: false, held: false, ignored: true, reason: 'SUBSCRIPTION_CONFIRMED' },
    ]);
    expect(fetched).toContain(snsSubscribeUrl);
  });

  it('is refused for another topic, another certificate address and another key, and nothing is fetched', async () => {
    const message = messageOf(newCode());
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    fetched.length = 0;
    const requests = [
      snsSubscription({ topic: `${topic}2`, privateKey }),
      fromSns(message, { topic: `${topic}2`, privateKey }),
      fromSns(message, { topic, privateKey: other }),
      ...[
        'https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0.pem',
        'https://evil.example/SimpleNotificationService-0.pem',
        'http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem',
        'https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem?x=@evil.example',
        'https://mybucket.amazonaws.com/SimpleNotificationService-0.pem',
      ].map((certificateUrl) => fromSns(message, { topic, privateKey, certificateUrl })),
    ];
    for (const request of requests)
      expect(refusalOf(await post(`sns?key_id=${keyId}`, request))).toBe('401 UNAUTHORIZED');
    // Not even with the key itself: it names no topic.
    expect(refusalOf(await post('sns', fromSns(message, { topic, privateKey }), basic(waitingKey)))).toBe(
      '401 UNAUTHORIZED',
    );
    expect(fetched).toEqual([]);
  });
});

describe('while Temporal alone is frozen', () => {
  it('a message is kept, and typed once when Temporal is back, also when it was posted twice', async () => {
    const frozen = createServer(() => undefined);
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
    const { port } = frozen.address() as AddressInfo;
    const logins = createLoginClient(createTemporalClient({ address: `127.0.0.1:${port}` }, 'default'));
    // Another process of the API, over the same database.
    const cutOff = await api.twin({ logins });
    const { keyId, key } = await newKey(refused.token);
    const resultInLog = async () => {
      const schema = z.object({
        messages: z.array(z.object({ result: z.string(), account_id: z.string().nullable() })),
      });
      const path = `/me/api-keys/${keyId}/messages`;
      const { messages } = await api.answer(schema, 'GET', path, { token: refused.token });
      const last = messages.at(-1);
      expect(last?.account_id).toBe(refused.accountId);
      return last?.result;
    };
    const code = newCode();
    const { body, headers } = fromSmsForwarder(messageOf(code));
    const post = () =>
      cutOff.call('POST', '/v1/messages/smsforwarder', {
        raw: body,
        headers: { ...headers, ...basic(key) },
      });
    const before = Date.now();
    const first = await post();
    expect(Date.now() - before).toBeLessThan(4_000);
    const again = await post();
    expect([first.status, first.body]).toEqual([202, { submitted: false, held: true, time: 'given' }]);
    // The other process may have delivered it by then.
    expect(again.status).toBe(202);
    expect(await resultInLog()).toMatch(/^(HELD|SUBMITTED)$/);
    const claims = await api.db.selectFrom('submission_claims').selectAll().execute();
    expect(JSON.stringify(claims)).not.toContain(code);
    // The process that received it dies; one that reaches Temporal delivers it.
    await cutOff.close();
    await logins.close();
    frozen.close();
    await until(() => refusing.typed.includes(code), 'the code at the bank', 20_000);
    await until(async () => {
      const left = await api.db
        .selectFrom('submission_claims')
        .select('submission_id')
        .where('sealed_code', 'is not', null)
        .execute();
      return left.length === 0;
    }, 'the end of the kept code');
    expect(refusing.typed.filter((typed) => typed === code)).toHaveLength(1);
    expect(await resultInLog()).toBe('SUBMITTED');
  });
});

describe('a sender of WhatsApp', () => {
  it('is compared with sms_senders as a number', async () => {
    const { key } = await waiting({ senders: ['+44 7700 900222'] });
    const code = newCode();
    const message = { ...messageOf(code), from: 'whatsapp:+447700900222', to: 'whatsapp:+447700900123' };
    expect((await post('twilio', fromTwilio(message), basic(key))).status).toBe(204);
    await until(() => bank.typed.includes(code), 'the code at the bank');
  });
});

describe('the body of a message', () => {
  it('is refused if it is malformed, with the names of the invalid fields', async () => {
    const { key } = await waiting();
    const send = (format: string, body: string, type: string) =>
      post(format, { body, headers: { 'content-type': type } }, basic(key));
    expect(issuePaths(await send('twilio', 'From=x&To=y', 'application/x-www-form-urlencoded'))).toEqual([
      'Body',
    ]);
    expect((await send('twilio', '{}', 'application/json')).status).toBe(415);
    expect(refusalOf(await send('sms-gateway', '{', 'application/json'))).toBe('400 VALIDATION_ERROR');
    expect(refusalOf(await send('sms-gateway', '[]', 'application/json'))).toBe('400 VALIDATION_ERROR');
    expect((await send('httpsms', `"${'x'.repeat(70_000)}"`, 'application/json')).status).toBe(413);
    expect((await send('unheard-of', '{}', 'application/json')).status).toBe(404);
  });

  it('may be a large mail with deep nesting', async () => {
    const { key } = await waiting();
    const code = newCode();
    const nested = '<b>'.repeat(50_000);
    const html = `<p>Your code is ${code}.</p><p>${'Small print. '.repeat(20_000)}</p>${nested}`;
    const reply = await post('mail', fromPostmark(messageOf(code), html), basic(key));
    expect(reply.status).toBe(200);
    await until(() => bank.typed.includes(code), 'the code at the bank');
  });
});
