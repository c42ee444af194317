import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { renewRequest } from '../../src/db/logins/request-reports.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { createPendingRequest } from '../support/create-rows.js';
import { detailsOf, refusalOf } from './support/caller.js';

/** Resends, whole messages, and the session of a login. */

const asking = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: (code) => (code === '123456' ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: null }),
});
let bank: DemoBank;
let api: ApiWithLogins;
beforeAll(async () => {
  bank = await openDemoBank();
  api = await startApiWithLogins([asking.driver, ...bank.banks.values()]);
});
afterAll(async () => {
  await api.close();
  await bank.close();
});

const requestSchema = z.object({
  id: z.string(),
  expires_at: z.string(),
  resend: z.object({ available: z.boolean(), available_at: z.string().nullable(), remaining: z.number() }),
});
const demoUser = (name: string) => `${name}+${randomUUID().slice(0, 8)}`;

describe('another code', () => {
  it.each([
    ['asking', {}],
    // Its file has a resend button, but this user's page does not.
    ['demo', { bank_username: demoUser('otp'), bank_password: 'demo' }],
  ])('is not available if the bank does not offer one: %s', async (code, fields) => {
    const customer = await api.newCustomer(code, fields);
    await customer.untilAsked();
    const reply = await api.call('POST', `/v1${customer.path}/otp/resend`, { key: customer.key });
    expect(refusalOf(reply)).toBe('409 RESEND_NOT_AVAILABLE');
    expect(detailsOf(reply)).toEqual({ reason: 'not_offered' });
  });

  it('can be requested after the bank’s pause, and extends the deadline', async () => {
    const username = demoUser('otp-resend');
    const customer = await api.newCustomer('demo', {
      bank_username: username,
      bank_password: 'demo',
      otp_wait_seconds: 60,
    });
    await customer.untilAsked();
    const resend = () => api.call('POST', `${customer.path}/otp/resend`, { token: customer.token });
    const pending = async () =>
      requestSchema.parse((await api.call('GET', `${customer.path}/otp`, { token: customer.token })).body);
    const before = await pending();
    expect(before.resend.remaining).toBe(9);
    const early = await resend();
    expect([refusalOf(early), detailsOf(early)]).toEqual([
      '409 RESEND_NOT_AVAILABLE',
      { reason: 'too_early' },
    ]);
    expect(Number(early.headers.get('retry-after'))).toBeGreaterThan(0);
    const old = await bank.code(username);
    await until(async () => (await pending()).resend.available, 'the end of the bank’s pause');
    const taken = await resend();
    expect([taken.status, taken.body]).toEqual([202, { requested: true, request_id: before.id }]);
    const fresh = await bank.code(username, old);
    const after = await until(async () => {
      const request = await pending();
      return request.expires_at > before.expires_at && request;
    }, 'a new deadline');
    expect(after.id).toBe(before.id);
    expect(after.resend.remaining).toBe(8);
    const accepted = await customer.submit({ code: fresh }, { Prefer: 'wait=30' });
    expect(accepted.status).toBe(200);
  });

  it('is not available once the day’s codes are used up', async () => {
    const username = demoUser('otp-resend');
    const fields = { bank_username: username, bank_password: 'demo', max_codes_per_day: 1 };
    const customer = await api.newCustomer('demo', fields);
    await customer.untilAsked();
    // A changed budget applies from the next session on.
    await api.call('PUT', `${customer.path}/config`, {
      token: customer.token,
      json: { max_codes_per_day: 10 },
    });
    const reply = await api.call('POST', `/v1${customer.path}/otp/resend`, { key: customer.key });
    expect(detailsOf(reply)).toEqual({ reason: 'used_up' });
    const pending = await api.call('GET', `${customer.path}/otp`, { token: customer.token });
    expect(requestSchema.parse(pending.body).resend).toMatchObject({ available: false, remaining: 0 });
    const listed = await api.call('GET', '/v1/assistance', { key: customer.key });
    expect(listed.body).toMatchObject({ pending: [{ request: { resend: { remaining: 0 } } }] });
  });

  it('never keeps a request for longer than 900 s after it was made', async () => {
    const { accountId } = await api.newCustomer('asking');
    const { db } = api.stack;
    const requestId = await createPendingRequest(db, accountId);
    const { login_id: loginId, created_at: createdAt } = await db
      .updateTable('assistance_requests')
      .set({ created_at: new Date(Date.now() - 850_000) })
      .where('id', '=', requestId)
      .returning(['login_id', 'created_at'])
      .executeTakeFirstOrThrow();
    const renewed = await renewRequest(db, {
      loginId,
      accountId,
      runId: randomUUID(),
      number: 2,
      requestId,
      bankMessage: null,
      requestedAt: new Date().toISOString(),
      waitSeconds: 180,
      resendAfterSeconds: 30,
    });
    expect((renewed?.expiresAt.getTime() ?? 0) - createdAt.getTime()).toBe(900_000);
    expect(renewed?.waitSeconds).toBeLessThanOrEqual(50);
  });

  it('needs a pending request', async () => {
    const customer = await api.newCustomer('asking');
    const reply = await api.call('POST', `/v1${customer.path}/otp/resend`, { key: customer.key });
    expect(refusalOf(reply)).toBe('404 NO_PENDING_REQUEST');
  });
});

describe('a whole message', () => {
  it('is searched for the code that the request asks for', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const message = 'Bank: 123456 is your code. It is valid for 10 minutes. Questions? +34 612 345 678';
    const reply = await customer.submit({ message }, { Prefer: 'wait=30' });
    expect([reply.status, reply.body]).toMatchObject([200, { outcome: 'accepted' }]);
  });

  it('is refused if it contains no code or two, and nothing reaches the bank', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const typedBefore = asking.typed.length;
    const none = await customer.submit({
      message: 'Your parcel arrives on 24.11.2026 between 14:05 and 15:05.',
    });
    const two = await customer.submit({ message: 'Your code is 123456. Your code is 654321.' });
    expect([refusalOf(none), refusalOf(two)]).toEqual(['400 AMBIGUOUS_MESSAGE', '400 AMBIGUOUS_MESSAGE']);
    expect(two.text).not.toMatch(/123456|654321/);
    expect(asking.typed.length).toBe(typedBefore);
  });
});

describe('the session of a login', () => {
  const sessionSchema = z.object({
    logged_in_at: z.iso.datetime(),
    storage_state: z.object({
      cookies: z.array(z.object({ name: z.string() })),
      origins: z.array(z.unknown()),
    }),
    user_agent: z.string(),
  });

  it('can be read while it is open, with each read audited, and not after it was stopped', async () => {
    const fields = { bank_username: demoUser('otp'), bank_password: 'demo', session_type: 'persistent' };
    const customer = await api.newCustomer('demo', fields);
    const read = () => api.call('GET', `/v1${customer.path}/session`, { key: customer.key });
    expect(refusalOf(await read())).toBe('404 NOT_FOUND');
    await customer.untilAsked();
    await customer.submit({ code: await bank.code(fields.bank_username) }, { Prefer: 'wait=30' });
    const reply = await until(async () => {
      const answer = await read();
      return answer.status === 200 && answer;
    }, 'the session');
    const session = sessionSchema.parse(reply.body);
    expect(session.storage_state.cookies.map(({ name }) => name)).toContain('demo_bank_session');
    expect(reply.headers.get('cache-control')).toBe('no-store');
    const events = await api.call('GET', `${customer.path}/events`, { token: customer.token });
    expect(events.text).toContain('session.state_read');
    await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    await customer.ended();
    expect(refusalOf(await read())).toBe('404 NOT_FOUND');
  });

  it('can be read for ten minutes after a one-shot login', async () => {
    const fields = { bank_username: demoUser('otp'), bank_password: 'demo' };
    const customer = await api.newCustomer('demo', fields);
    const read = () => api.call('GET', `/v1${customer.path}/session`, { key: customer.key });
    await customer.untilAsked();
    await customer.submit({ code: await bank.code(fields.bank_username) }, { Prefer: 'wait=30' });
    await customer.ended();
    const endedAgo = (minutes: number) =>
      api.stack.db
        .updateTable('logins')
        .set({ ended_at: new Date(Date.now() - minutes * 60_000) })
        .where('account_id', '=', customer.accountId)
        .execute();
    await endedAgo(9.5);
    const { status, body } = await read();
    expect(status).toBe(200);
    expect(sessionSchema.parse(body).storage_state.cookies.length).toBeGreaterThan(0);
    await endedAgo(10.5);
    expect(refusalOf(await read())).toBe('404 NOT_FOUND');
  });
});
