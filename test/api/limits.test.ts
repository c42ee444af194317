import { pino } from 'pino';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createPendingRequest } from '../support/create-rows.js';
import { serveApi, startApi, unlimited } from './support/api-under-test.js';
import { detailsOf, type Reply, refusalOf } from './support/caller.js';

type Api = Awaited<ReturnType<typeof startApi>>;
let api: Api;
afterEach(() => api.close());

const from = (address: string) => ({ 'X-Forwarded-For': address });
const badKey = `rbk_${'0'.repeat(8)}_${'0'.repeat(64)}`;

async function startWith(limits: Partial<typeof unlimited>): Promise<void> {
  api = await startApi({ limits: { ...unlimited, ...limits }, trustedProxies: ['loopback'] });
}

function expectLimited(reply: Reply, reason: string): void {
  expect(refusalOf(reply)).toBe('429 RATE_LIMITED');
  expect(detailsOf(reply)).toEqual({ reason });
  const seconds = Number(reply.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(900);
}

const repeat = async (times: number, call: () => Promise<Reply>): Promise<string[]> => {
  const refusals: string[] = [];
  for (let n = 0; n < times; n++) refusals.push(refusalOf(await call()));
  return refusals;
};

it('goes by the database’s clock, not by the hosts’ clocks', async () => {
  await startWith({ submitPerAccount: 2 });
  const { token } = await api.signUp();
  const id = await api.addAccount(token);
  const submit = () => api.call('POST', `/accounts/${id}/otp`, { token, json: { code: '123456' } });
  await repeat(2, submit);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 600_000 });
  const ahead = await submit().finally(() => vi.useRealTimers());
  for (const refused of [ahead, await submit()]) {
    expectLimited(refused, 'too_many_codes_for_account');
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  }
});

describe('submitting', () => {
  it('is limited for each account, whichever caller submits, and only after the account was checked', async () => {
    await startWith({ submitPerAccount: 3 });
    const { token } = await api.signUp();
    const { key } = await api.addKey(token);
    const [one, other] = [await api.addAccount(token), await api.addAccount(token)];
    const stranger = await api.signUp();
    const submit = (id: string) =>
      api.call('POST', `/v1/accounts/${id}/otp`, { key, json: { code: '123456' } });
    await repeat(5, () =>
      api.call('POST', `/accounts/${one}/otp`, { token: stranger.token, json: { code: '123456' } }),
    );
    expect(await repeat(2, () => submit(one))).toEqual(['404 NO_PENDING_REQUEST', '404 NO_PENDING_REQUEST']);
    const byPerson = await api.call('POST', `/accounts/${one}/otp`, { token, json: { code: '123456' } });
    expect(refusalOf(byPerson)).toBe('404 NO_PENDING_REQUEST');
    expectLimited(await submit(one), 'too_many_codes_for_account');
    // 429 comes before the body is parsed.
    expectLimited(
      await api.call('POST', `/v1/accounts/${one}/otp`, { key, json: 7 }),
      'too_many_codes_for_account',
    );
    expect(refusalOf(await submit(other))).toBe('404 NO_PENDING_REQUEST');
  });

  it('is limited for a message by the account that it answers', async () => {
    await startWith({ submitPerAccount: 1 });
    const { token } = await api.signUp();
    const { key } = await api.addKey(token);
    await createPendingRequest(api.db, await api.addAccount(token));
    const post = (code: number) =>
      api.call('POST', '/v1/messages', { key, json: { message: `Your code is ${code}` } });
    expect(refusalOf(await post(123_456))).not.toBe('429 RATE_LIMITED');
    expectLimited(await post(654_321), 'too_many_codes_for_account');
  });

  it('is limited for each key', async () => {
    await startWith({ submitPerKey: 2 });
    const { token } = await api.signUp();
    const [{ key }, { key: another }] = [await api.addKey(token), await api.addKey(token)];
    const ids = [await api.addAccount(token), await api.addAccount(token), await api.addAccount(token)];
    const submit = (key: string, id = '') =>
      api.call('POST', `/v1/accounts/${id}/otp`, { key, json: { code: '123456' } });
    await submit(key, ids[0]);
    await submit(key, ids[1]);
    expectLimited(await submit(key, ids[2]), 'too_many_codes_by_key');
    expect(refusalOf(await submit(another, ids[2]))).toBe('404 NO_PENDING_REQUEST');
  });
});

it('starting is limited for each account', async () => {
  await startWith({ startPerAccount: 2 });
  const { token } = await api.signUp();
  const id = await api.addAccount(token, { bank_password: null });
  const start = (wish: string) => api.call('POST', `/accounts/${id}/${wish}`, { token });
  expect(refusalOf(await start('scrape'))).toBe('400 VALIDATION_ERROR');
  expect(refusalOf(await start('restart'))).toBe('400 VALIDATION_ERROR');
  expectLimited(await start('reactivate'), 'too_many_starts');
});

describe('wrong credentials', () => {
  it('are limited for each address, from which valid ones are still accepted', async () => {
    await startWith({ failedAuthPerAddress: 3 });
    const { token } = await api.signUp();
    const { key } = await api.addKey(token);
    const id = await api.addAccount(token);
    const path = `/v1/accounts/${id}/status`;
    const guess = (address: string) => api.call('GET', path, { key: badKey, headers: from(address) });
    expect(await repeat(3, () => guess('203.0.113.1'))).toEqual(
      Array.from({ length: 3 }, () => '401 INVALID_API_KEY'),
    );
    expectLimited(await guess('203.0.113.1'), 'too_many_failed_credentials');
    const forged = await api.call('GET', '/me', { token: 'forged', headers: from('203.0.113.1') });
    expectLimited(forged, 'too_many_failed_credentials');
    expect((await api.call('GET', path, { key, headers: from('203.0.113.1') })).status).toBe(200);
    expect((await api.call('GET', '/me', { token, headers: from('203.0.113.1') })).status).toBe(200);
    expect(refusalOf(await guess('203.0.113.2'))).toBe('401 INVALID_API_KEY');
  });

  it('are counted together for an IPv6 network; a request without credentials does not count', async () => {
    await startWith({ failedAuthPerAddress: 2 });
    const ask = (address: string, key?: string) =>
      api.call('GET', '/v1/assistance', { ...(key && { key }), headers: from(address) });
    expect(await repeat(4, () => ask('2001:db8:1:2::1'))).toEqual(
      Array.from({ length: 4 }, () => '401 UNAUTHORIZED'),
    );
    await ask('2001:db8:1:2::1', badKey);
    await ask('2001:db8:1:2:ffff::2', badKey);
    expectLimited(await ask('2001:db8:1:2::3', badKey), 'too_many_failed_credentials');
    expect(refusalOf(await ask('2001:db8:1:3::1', badKey))).toBe('401 INVALID_API_KEY');
  });
});

describe('wrong sign-ins', () => {
  const signIn = (email: string, password: string, address: string) =>
    api.call('POST', '/auth/login', { json: { email, password }, headers: from(address) });

  it('are limited by address and e-mail together, never by e-mail alone', async () => {
    await startWith({ signIn: 3 });
    const { email, password } = await api.signUp();
    const wrong = (address: string) => signIn(email, 'a wrong password', address);
    expect(await repeat(3, () => wrong('203.0.113.1'))).toEqual(
      Array.from({ length: 3 }, () => '401 UNAUTHORIZED'),
    );
    // The right password first: a wrong one would count and be refused for that.
    expectLimited(await signIn(email.toUpperCase(), password, '203.0.113.1'), 'too_many_failed_sign_ins');
    expectLimited(await wrong('203.0.113.1'), 'too_many_failed_sign_ins');
    expect((await signIn(email, password, '203.0.113.2')).status).toBe(200);
    const other = await api.signUp();
    expect((await signIn(other.email, other.password, '203.0.113.1')).status).toBe(200);
  });

  it('also count with the longest e-mail address', async () => {
    await startWith({ signIn: 1 });
    const longest = `${'x'.repeat(64)}@${`${'y'.repeat(60)}.`.repeat(2)}${'z'.repeat(50)}.example`;
    expect(refusalOf(await signIn(longest, 'a wrong password', '203.0.113.1'))).toBe('401 UNAUTHORIZED');
    expectLimited(await signIn(longest, 'a wrong password', '203.0.113.1'), 'too_many_failed_sign_ins');
  });

  it('are forgotten after a right one', async () => {
    await startWith({ signIn: 3 });
    const { email, password } = await api.signUp();
    for (let n = 0; n < 3; n++) {
      await repeat(2, () => signIn(email, 'a wrong password', '203.0.113.1'));
      expect((await signIn(email, password, '203.0.113.1')).status).toBe(200);
    }
  });

  it('with many e-mails are limited by address', async () => {
    await startWith({ failedAuthPerAddress: 3 });
    const { email, password } = await api.signUp();
    for (let n = 0; n < 3; n++) await signIn(`nobody-${n}@example.com`, 'a wrong password', '203.0.113.1');
    expectLimited(await signIn(email, password, '203.0.113.1'), 'too_many_failed_sign_ins');
    expect((await signIn(email, password, '203.0.113.2')).status).toBe(200);
  });
});

describe('the address', () => {
  const addressOfLastEvent = async () => {
    const event = await api.db
      .selectFrom('events')
      .select('actor')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return (event?.actor as { address: string }).address;
  };

  it('is the one that a trusted proxy forwards, if that is an address', async () => {
    await startWith({});
    const { email, password } = await api.signUp();
    const signIn = (forwarded: string) =>
      api.call('POST', '/auth/login', { json: { email, password }, headers: from(forwarded) });
    await signIn('198.51.100.7, 203.0.113.9');
    expect(await addressOfLastEvent()).toBe('203.0.113.9');
    await signIn('::ffff:203.0.113.10');
    expect(await addressOfLastEvent()).toBe('203.0.113.10');
    await signIn('<script>');
    expect(await addressOfLastEvent()).toBe('127.0.0.1');
  });

  it('is the peer’s own if no proxy is trusted', async () => {
    api = await startApi();
    const { email, password } = await api.signUp();
    await api.call('POST', '/auth/login', { json: { email, password }, headers: from('203.0.113.9') });
    expect(await addressOfLastEvent()).toBe('127.0.0.1');
  });
});

it('a limit holds for concurrent requests', async () => {
  await startWith({ startPerAccount: 3 });
  const { token } = await api.signUp();
  const id = await api.addAccount(token, { bank_password: null });
  const replies = await Promise.all(
    Array.from({ length: 8 }, () => api.call('POST', `/accounts/${id}/scrape`, { token })),
  );
  expect(replies.map(({ status }) => status).sort()).toEqual([400, 400, 400, 429, 429, 429, 429, 429]);
});

it('a limit holds for all processes together', async () => {
  await startWith({ startPerAccount: 4 });
  const twin = await serveApi({ ...api, log: pino({ level: 'silent' }) });
  const { token } = await api.signUp();
  const id = await api.addAccount(token, { bank_password: null });
  const replies = [];
  for (const process of [api, twin, api, twin, api, twin])
    replies.push(await process.call('POST', `/accounts/${id}/scrape`, { token }));
  expect(replies.map(({ status }) => status)).toEqual([400, 400, 400, 400, 429, 429]);
  await twin.close();
});

it('reads with a valid key are not counted', async () => {
  await startWith({ submitPerAccount: 1, submitPerKey: 1, startPerAccount: 1, failedAuthPerAddress: 1 });
  const { token } = await api.signUp();
  const { key } = await api.addKey(token);
  const id = await api.addAccount(token);
  for (let n = 0; n < 30; n += 1) {
    expect((await api.call('GET', `/v1/accounts/${id}/status`, { key })).status).toBe(200);
    expect((await api.call('GET', '/v1/assistance', { key })).status).toBe(200);
  }
  const submitted = await api.call('POST', `/v1/accounts/${id}/otp`, { key, json: { code: '123456' } });
  expect(refusalOf(submitted)).toBe('404 NO_PENDING_REQUEST');
});

it('concurrent guesses at a password do not exceed the limit', async () => {
  await startWith({ signIn: 3 });
  const { email, password } = await api.signUp();
  const guess = (guessed: string) => api.call('POST', '/auth/login', { json: { email, password: guessed } });
  const wrong = Array.from({ length: 11 }, () => guess('a wrong password'));
  // Sent while all others are unanswered, because one of many guesses may be right.
  const right = guess(password);
  const replies = await Promise.all(wrong);
  expectLimited(await right, 'too_many_failed_sign_ins');
  // One more than allowed can be under way.
  expect(replies.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(4);
});
