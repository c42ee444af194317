import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createLoginClient, createTemporalClient, type LoginClient } from '../../src/logins/login-client.js';
import { describedEvents } from '../support/described-events.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, issuePaths, refusalOf, type Reply } from './support/caller.js';

/** Sessions that programs start and stop, with an API key. */

const asking = scriptedBank({ code: 'asking', onOpen: sixDigits });
const trusting = scriptedBank({ code: 'trusting', onOpen: { is: 'logged_in' } });
const odd = scriptedBank({ code: 'odd', onOpen: { is: 'page_not_recognised' } });
/** Answers when the test lets it. */
let release: () => void = () => undefined;
const released = new Promise<void>((resolve) => (release = resolve));
const slow = scriptedBank({ code: 'slow', onOpen: () => released.then(() => sixDigits) });

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver, trusting.driver, odd.driver, slow.driver]);
});
afterAll(() => api.close());

type Customer = Awaited<ReturnType<ApiWithLogins['newCustomer']>>;

const begin = (
  { key, path }: Customer,
  headers: Record<string, string> = {},
  at: Pick<typeof api, 'call'> = api,
) => at.call('POST', `/v1${path}/session`, { key, headers });
const end = ({ key, path }: Customer) => api.call('DELETE', `/v1${path}/session`, { key });
const startedLogin = ({ body }: Reply): string =>
  z.object({ started: z.literal(true), login_id: z.string() }).parse(body).login_id;
const loginsOf = ({ accountId }: Customer) =>
  api.db.selectFrom('logins').select('id').where('account_id', '=', accountId).execute();
const block = ({ accountId }: Customer) =>
  api.db
    .updateTable('accounts')
    .set({ blocked_at: new Date(), blocked_reason: 'too_many_failures' })
    .where('id', '=', accountId)
    .execute();

it('a program starts a session and stops it, and the audit trail names its key', async () => {
  const customer = await api.newCustomer('trusting', { session_type: 'persistent' });
  expect(refusalOf(await end(customer))).toBe('409 SESSION_NOT_RUNNING');
  const started = await begin(customer);
  expect([started.status, await loginsOf(customer)]).toEqual([202, [{ id: startedLogin(started) }]]);
  const stopped = await end(customer);
  expect([stopped.status, stopped.body]).toEqual([202, { stopping: true }]);
  await customer.ended();
  expect(refusalOf(await end(customer))).toBe('409 SESSION_NOT_RUNNING');
  const events = await api.db
    .selectFrom('events')
    .select(['type', 'actor'])
    .where('account_id', '=', customer.accountId)
    .where('type', 'in', ['login.started', 'session.stop_requested'])
    .orderBy('id')
    .execute();
  const byKey = { kind: 'api_key', name: 'relay', address: '127.0.0.1' };
  expect(events).toMatchObject([
    { type: 'login.started', actor: byKey },
    { type: 'session.stop_requested', actor: byKey },
  ]);
});

describe('a program that waits', () => {
  it.each([
    ['asking', { pending_assistance: { type: 'otp' }, session: { phase: 'waiting_for_code' } }],
    ['trusting', { session_running: true, session: { phase: 'running' } }],
    ['odd', { session_running: false, last_session: { outcome: 'page_not_recognised' } }],
  ])('gets the status of the account at the bank %s as soon as it matters', async (bankCode, expected) => {
    const customer = await api.newCustomer(bankCode, { session_type: 'persistent' });
    const reply = await begin(customer, { Prefer: 'wait=30' });
    expect(reply.status).toBe(200);
    expect(reply.headers.get('preference-applied')).toBe('wait=30');
    expect(reply.body).toMatchObject({ account_id: customer.accountId, ...expected });
    expect(reply.body).toEqual(await customer.status());
  });

  it('gets 202 when nothing has happened in time', async () => {
    const customer = await api.newCustomer('slow');
    const reply = await begin(customer, { Prefer: 'wait=1' });
    expect([reply.status, reply.headers.get('preference-applied')]).toEqual([202, 'wait=1']);
    expect(await loginsOf(customer)).toEqual([{ id: startedLogin(reply) }]);
    release();
  });
});

describe('a start is refused', () => {
  it('while the account is blocked, or a session is open, in this order', async () => {
    const customer = await api.newCustomer('asking');
    expect((await begin(customer, { Prefer: 'wait=30' })).status).toBe(200);
    expect(refusalOf(await begin(customer))).toBe('409 SESSION_RUNNING');
    await block(customer);
    const blocked = await begin(customer);
    expect(refusalOf(blocked)).toBe('409 ACCOUNT_BLOCKED');
    expect(detailsOf(blocked)).toMatchObject({ reason: 'too_many_failures' });
  });

  it('without credentials, and then once the day’s codes are used up', async () => {
    const customer = await api.newCustomer('asking', { max_codes_per_day: 1 });
    const config = { token: customer.token, json: { bank_username: '', bank_password: '' } };
    await begin(customer, { Prefer: 'wait=30' });
    await end(customer);
    await customer.ended();
    const spent = await begin(customer);
    expect(refusalOf(spent)).toBe('429 RATE_LIMITED');
    expect(detailsOf(spent)).toEqual({ reason: 'code_budget' });
    expect(Number(spent.headers.get('retry-after'))).toBeGreaterThan(80_000);
    await api.answer(z.unknown(), 'PUT', `${customer.path}/config`, config);
    const missing = await begin(customer);
    expect(refusalOf(missing)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(missing)).toEqual(['bank_username', 'bank_password']);
  });

  it('more often than LIMIT_START_PER_ACCOUNT allows', async () => {
    const limited = await api.twin({ limits: { ...noLimits, startPerAccount: 1 } });
    try {
      const customer = await api.newCustomer('asking');
      expect((await begin(customer, {}, limited)).status).toBe(202);
      const refused = await begin(customer, {}, limited);
      expect([refusalOf(refused), detailsOf(refused)?.['reason']]).toEqual([
        '429 RATE_LIMITED',
        'too_many_starts',
      ]);
    } finally {
      await limited.close();
    }
  });

  const noLimits = { submitPerAccount: 0, submitPerKey: 0, failedAuthPerAddress: 0, signIn: 0 };
});

describe('an idempotency key', () => {
  const keyed = { 'Idempotency-Key': 'nightly' };

  it('makes repeats speak of the same login, also when that has ended and blocked the account', async () => {
    const customer = await api.newCustomer('odd', { fatal_after_failures: 1 });
    const first = await begin(customer, keyed);
    await customer.ended();
    expect((await customer.status()).blocked).not.toBeNull();
    expect(await describedEvents(api.db, customer.accountId)).toEqual(
      new Set(['login.failed', 'session.needs_attention', 'account.blocked']),
    );
    const again = await begin(customer, keyed);
    expect([again.status, again.text]).toEqual([202, first.text]);
    const waiting = await begin(customer, { ...keyed, Prefer: 'wait=5' });
    expect(waiting.body).toMatchObject({ last_session: { outcome: 'page_not_recognised' } });
    expect(await loginsOf(customer)).toHaveLength(1);
    expect(refusalOf(await begin(customer, { 'Idempotency-Key': 'another' }))).toBe('409 ACCOUNT_BLOCKED');
  });

  it('makes concurrent starts one login', async () => {
    const customer = await api.newCustomer('asking');
    const openedBefore = asking.opened();
    const replies = await Promise.all(Array.from({ length: 8 }, () => begin(customer, keyed)));
    expect(new Set(replies.map(startedLogin)).size).toBe(1);
    await customer.pending();
    expect(await loginsOf(customer)).toHaveLength(1);
    expect(asking.opened() - openedBefore).toBe(1);
  });

  it('is free after a refusal, expires after a day, and belongs to its credential', async () => {
    const customer = await api.newCustomer('trusting');
    await block(customer);
    expect(refusalOf(await begin(customer, keyed))).toBe('409 ACCOUNT_BLOCKED');
    await api.db
      .updateTable('accounts')
      .set({ blocked_at: null, blocked_reason: null })
      .where('id', '=', customer.accountId)
      .execute();
    const first = startedLogin(await begin(customer, keyed));
    await customer.ended();
    const { key } = await api.addKey(customer.token);
    const byAnotherKey = startedLogin(await begin({ ...customer, key }, keyed));
    await customer.ended();
    await api.db
      .updateTable('session_start_keys')
      .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
      .where('account_id', '=', customer.accountId)
      .execute();
    const nextDay = startedLogin(await begin(customer, keyed));
    expect(new Set([first, byAnotherKey, nextDay]).size).toBe(3);
  });

  it('repeats a start of which nobody knows whether it reached Temporal', async () => {
    const customer = await api.newCustomer('asking');
    const unreachable = createLoginClient(createTemporalClient({ address: '127.0.0.1:1' }, 'default'));
    // Starts the login, but its answer is lost.
    const start: LoginClient['start'] = async (...args) => {
      await api.logins.start(...args);
      return unreachable.start(...args);
    };
    const cutOff = await api.twin({ logins: { ...api.logins, start } });
    try {
      expect(refusalOf(await begin(customer, keyed, cutOff))).toBe('503 UNAVAILABLE');
    } finally {
      await cutOff.close();
      await unreachable.close();
    }
    const again = startedLogin(await begin(customer, keyed));
    await customer.pending();
    expect(await loginsOf(customer)).toEqual([{ id: again }]);
  });

  it.each(['', 'two words', 'x'.repeat(256)])('is malformed: %j', async (value) => {
    const customer = await api.newCustomer('trusting');
    const reply = await begin(customer, { 'Idempotency-Key': value });
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual(['idempotency-key']);
  });
});
