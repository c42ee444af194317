import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoginClient, createTemporalClient, type LoginClient } from '../../src/logins/login-client.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { askingBank } from './support/asking-bank.js';
import { detailsOf, refusalOf } from './support/caller.js';

/** The headers `Prefer` and `Idempotency-Key` of a submitted code. */

const asking = askingBank();

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver]);
});
afterAll(() => api.close());

const wait = (seconds: number) => ({ Prefer: `wait=${seconds}` });

describe('a caller that submits a code and waits', () => {
  it('gets the outcome when the bank has accepted the code', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    const reply = await customer.submit({ code: '123456' }, { Prefer: 'respond-async, wait="20"' });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      submitted: true,
      submission_id: expect.any(String) as unknown,
      request_id: id,
      outcome: 'accepted',
    });
    expect(reply.headers.get('preference-applied')).toBe('wait=20');
  });

  it('learns that the bank rejected the code, and that a repeat was not typed', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const typedBefore = asking.typed.length;
    // A longer wait is limited to a minute, which the response says.
    const patient = await customer.submit({ code: '999999' }, wait(3_600));
    expect(patient.headers.get('preference-applied')).toBe('wait=60');
    const refused = await customer.submit({ code: '000000' }, wait(20));
    expect(refusalOf(refused)).toBe('422 CODE_REJECTED');
    expect(detailsOf(refused)).toMatchObject({ attempts_remaining: 1, outcome: 'rejected' });
    expect(refused.headers.get('preference-applied')).toBe('wait=20');
    const repeated = await customer.submit({ code: '000 000' }, wait(20));
    expect(refusalOf(repeated)).toBe('422 CODE_REJECTED');
    expect(detailsOf(repeated)).toMatchObject({ attempts_remaining: 1, outcome: 'repeated' });
    expect(asking.typed.slice(typedBefore)).toEqual(['999999', '000000']);
  });

  it('gets 409 when another code was accepted first', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    const [accepted, late] = await Promise.all([
      customer.submit({ code: '123456', request_id: id }, wait(20)),
      pause(150).then(() => customer.submit({ code: '654321', request_id: id }, wait(20))),
    ]);
    expect(accepted.status).toBe(200);
    expect(refusalOf(late)).toBe('409 REQUEST_SUPERSEDED');
    expect(detailsOf(late)).toMatchObject({ outcome: 'not_needed', status: 'fulfilled' });
  });

  it('gets 202 when the wait is over, and can read the outcome later', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const before = Date.now();
    const reply = await customer.submit({ code: '777777' }, wait(1));
    expect(reply.status).toBe(202);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
    expect(Date.now() - before).toBeLessThan(2_500);
    const { submission_id } = reply.body as { submission_id: string };
    expect(await customer.outcomeOf(submission_id)).toBe('rejected');
  });

  it('is not kept waiting by a malformed preference', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    for (const prefer of ['wait=0', 'wait=soon', 'wait=-5', 'return=minimal']) {
      const reply = await customer.submit({ code: '000000' }, { Prefer: prefer });
      expect(reply.status).toBe(202);
      expect(reply.headers.get('preference-applied')).toBeNull();
    }
  });

  it('also gets the outcome from another process', async () => {
    const other = await api.twin();
    try {
      const customer = await api.newCustomer('asking');
      await customer.untilAsked();
      const reply = await customer.submit({ code: '123456' }, wait(20), other);
      expect(reply.body).toMatchObject({ outcome: 'accepted' });
    } finally {
      await other.close();
    }
  });
});

describe('an idempotency key', () => {
  const key = (value: string, more: Record<string, string> = {}) => ({ 'Idempotency-Key': value, ...more });
  const submissionsOf = (accountId: string) =>
    api.db.selectFrom('submissions').selectAll().where('account_id', '=', accountId).execute();

  it('makes a repeat return the same submission, also after that has ended', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const first = await customer.submit({ code: '123456' }, key('a'));
    await customer.ended();
    const again = await customer.submit({ code: '123456' }, key('a'));
    expect([again.status, again.text]).toEqual([202, first.text]);
    const waiting = await customer.submit({ code: '123456' }, key('a', wait(5)));
    expect(waiting.body).toMatchObject({ outcome: 'accepted' });
    expect(await submissionsOf(customer.accountId)).toHaveLength(1);
  });

  it('makes concurrent calls at two processes one submission', async () => {
    const other = await api.twin();
    try {
      const customer = await api.newCustomer('asking');
      await customer.untilAsked();
      const json = { code: '000000' };
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, n) => customer.submit(json, key('b'), n % 2 === 0 ? api : other)),
      );
      expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
      expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
      expect(await submissionsOf(customer.accountId)).toHaveLength(1);
      await until(async () => (await customer.status()).pending_assistance, 'the request');
    } finally {
      await other.close();
    }
  });

  it('with another body is a conflict; white space and the order of fields do not count', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    const first = await customer.submit({ code: '000000', request_id: id }, key('c'));
    const again = await api.call('POST', `/v1${customer.path}/otp`, {
      key: customer.key,
      raw: `{ "request_id": "${id}",\n "code":"000000" }`,
      headers: { 'Content-Type': 'application/json', ...key('c') },
    });
    expect(again.text).toBe(first.text);
    for (const json of [{ code: '000000' }, { code: '000001', request_id: id }])
      expect(refusalOf(await customer.submit(json, key('c')))).toBe('409 CONFLICT');
  });

  it('can be used again after a refusal, and belongs to one credential and one account', async () => {
    const customer = await api.newCustomer('asking');
    expect(refusalOf(await customer.submit({ code: '000000' }, key('d')))).toBe('404 NO_PENDING_REQUEST');
    await customer.untilAsked();
    expect(refusalOf(await customer.submit({ code: '12' }, key('d')))).toBe('400 INVALID_CODE');
    expect((await customer.submit({ code: '000000' }, key('d'))).status).toBe(202);
    const byPerson = await api.call('POST', `${customer.path}/otp`, {
      token: customer.token,
      json: { code: '000001' },
      headers: key('d'),
    });
    expect(byPerson.status).toBe(202);
    expect(await submissionsOf(customer.accountId)).toHaveLength(2);
  });

  it('expires after a day', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    await customer.submit({ code: '000000' }, key('e'));
    await api.db
      .updateTable('submission_claims')
      .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
      .where('account_id', '=', customer.accountId)
      .execute();
    expect((await customer.submit({ code: '000001' }, key('e'))).status).toBe(202);
    expect(await submissionsOf(customer.accountId)).toHaveLength(2);
  });

  it('sends the login a submission that a process recorded but could not send', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const logins = createLoginClient(createTemporalClient({ address: '127.0.0.1:1' }, 'default'));
    const cutOff = await api.twin({ logins });
    try {
      const unheard = await customer.submit({ code: '123456' }, key('f'), cutOff);
      expect(refusalOf(unheard)).toBe('503 UNAVAILABLE');
    } finally {
      await cutOff.close();
      await logins.close();
    }
    const [recorded] = await submissionsOf(customer.accountId);
    expect(recorded?.outcome).toBeNull();
    const again = await customer.submit({ code: '123456' }, key('f', wait(20)));
    expect(again.body).toMatchObject({ submission_id: recorded?.id, outcome: 'accepted' });
    const claims = await api.db
      .selectFrom('submission_claims')
      .select('sealed_code')
      .where('account_id', '=', customer.accountId)
      .execute();
    expect(claims).toEqual([{ sealed_code: null }]);
  });

  it('is not needed to get the outcome of a code whose login ended before Temporal’s response', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const submit: LoginClient['submit'] = async (accountId, code) => {
      await api.logins.submit(accountId, code);
      await customer.ended();
      return api.logins.submit(accountId, code);
    };
    const slow = await api.twin({ logins: { ...api.logins, submit } });
    try {
      const reply = await customer.submit({ code: '123456' }, wait(20), slow);
      expect(reply.body).toMatchObject({ outcome: 'accepted' });
    } finally {
      await slow.close();
    }
  });

  it.each(['', 'two words', 'é', 'x'.repeat(256)])('is malformed: %j', async (value) => {
    const customer = await api.newCustomer('asking');
    const reply = await customer.submit({ code: '' }, key(value));
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(reply.text).toContain('idempotency-key');
  });
});
