import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankAnswer } from '../../src/banks/bank-driver.js';
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
/** The key of a login at the bank that refuses every code. */
let waitingKey: string;
beforeAll(async () => {
  api = await startApiWithLogins([bank.driver, refusing.driver], { log });
  ({ key: waitingKey } = await waiting({ bankCode: 'refusing' }));
});
afterAll(() => api.close());

const newKeySchema = z.object({ id: z.string(), key: z.string(), has_signing_secret: z.boolean() });

/** A user whose login waits for a code, and a key for an app; with a secret if the app signs. */
async function waiting({ signs = false, senders = [] as string[], bankCode = 'asking' } = {}) {
  const { token } = await api.signUp();
  const accountId = await api.addAccount(token, { sms_senders: senders, otp_wait_seconds: 900 }, bankCode);
  const { id, key, has_signing_secret } = await api.answer(newKeySchema, 'POST', '/me/api-keys', {
    token,
    json: {
      name: 'app',
      scopes: ['otp:write', 'status:read'],
      account_ids: null,
      ...(signs && { signing_secret: secret }),
    },
  });
  expect(has_signing_secret).toBe(signs);
  await api.call('POST', `/accounts/${accountId}/scrape`, { token });
  await until(async () => {
    const reply = await api.call('GET', `/v1/accounts/${accountId}/status`, { key });
    return !reply.text.includes('"pending_assistance":null');
  }, 'a pending request');
  return { token, accountId, keyId: id, key };
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
  { body, headers }: AppRequest,
  more: Record<string, string> = {},
): Promise<Reply> =>
  api.call('POST', `/v1/messages/${path}`, { raw: body, headers: { ...headers, ...more } });
const basic = (key: string) => ({
  authorization: `Basic ${Buffer.from(`relay:${key}`).toString('base64')}`,
});

describe('an app that sends its key', () => {
  it.each<[string, (message: AppMessage) => AppRequest | Promise<AppRequest>]>([
    ['sms-gateway', fromSmsGateway],
    ['httpsms', fromHttpSms],
    ['smsforwarder', fromSmsForwarder],
    ['incoming-sms-gateway', fromIncomingSmsGateway],
    ['mail', fromPostmark],
    ['mail', fromCloudMailin],
  ])(
    '%s completes a login, with the key as a header or as the password of its URL',
    async (format, write) => {
      for (const headersOf of [basic, (key: string) => ({ 'x-api-key': key })]) {
        const { accountId, key } = await waiting();
        const code = newCode();
        const reply = await post(format, await write(messageOf(code)), headersOf(key));
        expect([reply.status, reply.body]).toEqual([
          format === 'mail' ? 200 : 202,
          expect.objectContaining({ submitted: true, account_id: accountId, time: 'given' }),
        ]);
        await until(() => bank.typed.includes(code), 'the code at the bank');
      }
    },
  );

  it('Twilio gets an empty response, because a text would be sent to the bank', async () => {
    const { key } = await waiting();
    const code = newCode();
    const reply = await post('twilio', fromTwilio(messageOf(code)), basic(key));
    expect([reply.status, reply.text]).toEqual([204, '']);
    await until(() => bank.typed.includes(code), 'the code at the bank');
  });

  it('Twilio is asked for it first, as it expects', async () => {
    const reply = await post('twilio', fromTwilio(messageOf(newCode())));
    expect(refusalOf(reply)).toBe('401 UNAUTHORIZED');
    expect(reply.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  });

  it('must also sign if its key has a secret', async () => {
    const { key } = await waiting({ signs: true });
    const message = messageOf(newCode());
    expect(refusalOf(await post('sms-gateway', fromSmsGateway(message), basic(key)))).toBe(
      '401 UNAUTHORIZED',
    );
    expect(refusalOf(await post('sms-gateway', fromSmsGateway(message, 'guess'), basic(key)))).toBe(
      '401 UNAUTHORIZED',
    );
    expect((await post('sms-gateway', fromSmsGateway(message, secret), basic(key))).status).toBe(202);
  });
});

describe('an app that only signs', () => {
  it.each<[string, (message: AppMessage, path: string) => AppRequest | Promise<AppRequest>]>([
    ['sms-gateway', (message) => fromSmsGateway(message, secret)],
    ['httpsms', (message) => fromHttpSms(message, secret)],
    ['smsforwarder', (message) => fromSmsForwarder(message, secret)],
    ['incoming-sms-gateway', (message) => fromIncomingSmsGateway(message, secret)],
    [
      'twilio',
      (message, path) => fromTwilio(message, { secret, url: `${api.publicUrl}/v1/messages/${path}` }),
    ],
  ])('%s completes a login with the id of its key', async (format, write) => {
    const { keyId } = await waiting({ signs: true });
    const code = newCode();
    const path = `${format}?key_id=${keyId}`;
    const reply = await post(path, await write(messageOf(code), path));
    expect(reply.status).toBe(format === 'twilio' ? 204 : 202);
    await until(() => bank.typed.includes(code), 'the code at the bank');
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

  it('Twilio gets its empty success', async () => {
    const report = new URLSearchParams({ MessageStatus: 'delivered', From: '+1', To: '+2' }).toString();
    const sent = { body: report, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const reply = await post('twilio', sent, basic(waitingKey));
    expect([reply.status, reply.text]).toEqual([204, '']);
  });
});

/** Clocks and formats of phones, SMS centres and apps that public reports are about. */
describe('a time that cannot be right never costs the code', () => {
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const withoutZone = (at: Date) => at.toISOString().replace('Z', '');
  const asJson = (body: object): AppRequest => ({
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  const smsGatewayAt = (text: string, receivedAt: string) =>
    asJson({ event: 'sms:received', payload: { message: text, sender: 'BANK', receivedAt } });

  it.each<[string, string, (text: string) => AppRequest]>([
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

describe('while Temporal alone is frozen', () => {
  it('a message is kept, and typed once when Temporal is back, also when it was posted twice', async () => {
    const frozen = createServer(() => undefined);
    await new Promise<void>((resolve) => frozen.listen(0, '127.0.0.1', resolve));
    const { port } = frozen.address() as AddressInfo;
    const logins = createLoginClient(createTemporalClient({ address: `127.0.0.1:${port}` }, 'default'));
    // Another process of the API, over the same database.
    const cutOff = await api.twin({ logins });
    const code = newCode();
    const { body, headers } = fromSmsForwarder(messageOf(code));
    const post = () =>
      cutOff.call('POST', '/v1/messages/smsforwarder', {
        raw: body,
        headers: { ...headers, ...basic(waitingKey) },
      });
    const before = Date.now();
    const first = await post();
    expect(Date.now() - before).toBeLessThan(2_000);
    const again = await post();
    for (const reply of [first, again])
      expect([reply.status, reply.body]).toEqual([202, { submitted: false, held: true, time: 'given' }]);
    const claims = await api.db
      .selectFrom('submission_claims')
      .selectAll()
      .where('sealed_code', 'is not', null)
      .execute();
    expect(claims).toHaveLength(1);
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
