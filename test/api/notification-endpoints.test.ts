import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { system } from '../../src/assistance/actor.js';
import { wireDeliverySchema } from '../../src/api/deliveries/wire-delivery.js';
import { wireEndpointSchema } from '../../src/api/deliveries/wire-endpoint.js';
import { pageSchema } from '../../src/api/http/paging.js';
import { recordEvent } from '../../src/db/events/events.js';
import { detailsOf, issuePaths, issuesOf, refusalOf } from './support/caller.js';
import { demoBank, startApi } from './support/api-under-test.js';

// Temporal cannot be reached in this file: what is planned is in the database whether or not it can be started.
let api: Awaited<ReturnType<typeof startApi>>;
const otherBank = { code: 'other', name: 'Other Bank', loginUrl: 'http://other.test/login' };
beforeAll(async () => {
  api = await startApi({
    temporalAddress: '127.0.0.1:1',
    sendsMail: false,
    banks: new Map([demoBank, otherBank].map((bank) => [bank.code, bank])),
  });
});
afterAll(() => api.close());

const path = '/me/notification-endpoints';
const hook = {
  name: 'Operations',
  transport: 'webhook',
  destination: 'https://hooks.example/a',
  events: ['login_failed'],
};
const add = (token: string, change: Record<string, unknown> = {}) =>
  api.answer(wireEndpointSchema, 'POST', path, { token, json: { ...hook, ...change } });

async function failLogin(accountId: string): Promise<void> {
  const account = await api.db
    .selectFrom('accounts')
    .select(['id', 'user_id'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  await recordEvent(api.db, account, { type: 'login.failed', actor: system, details: {} });
}

const targetsOf = async (accountId: string) => {
  const rows = await api.db
    .selectFrom('deliveries')
    .select('endpoint_id')
    .where('account_id', '=', accountId)
    .execute();
  return rows.map((row) => row.endpoint_id);
};

test('an endpoint is notified of every account that its filters let through, beside the account’s own', async () => {
  const { token } = await api.signUp();
  const [first, second, elsewhere] = [
    await api.addAccount(token, {
      notification_endpoint_url: 'https://hooks.example/own',
      notification_events: ['login_failed'],
    }),
    await api.addAccount(token),
    await api.addAccount(token, {}, 'other'),
  ];
  const all = await add(token);
  const atBank = await add(token, { banks: ['demo'] });
  const ofAccount = await add(token, { account_ids: [second] });
  await add(token, { events: ['account_blocked'] });
  const stranger = await api.signUp();
  await add(stranger.token);

  for (const account of [first, second, elsewhere]) await failLogin(account);
  expect(new Set(await targetsOf(first))).toEqual(new Set([null, all.id, atBank.id]));
  expect(new Set(await targetsOf(second))).toEqual(new Set([all.id, atBank.id, ofAccount.id]));
  expect(await targetsOf(elsewhere)).toEqual([all.id]);
});

test('its secret is shown once, rotated on demand, and a deleted endpoint gets nothing', async () => {
  const { token } = await api.signUp();
  const account = await api.addAccount(token);
  const made = await add(token, { auth_type: 'bearer', auth_token: 'relay-token-1' });
  expect(made.signing_secret).toMatch(/^whsec_/);
  expect(made.auth_token).toBe('********');
  const listed = await api.call('GET', path, { token });
  expect(listed.text).not.toContain('whsec_');
  expect(listed.text).not.toContain('relay-token-1');
  const put = (json: Record<string, unknown>) =>
    api.answer(wireEndpointSchema, 'PUT', `${path}/${made.id}`, { token, json });
  expect(await put({ name: 'Renamed', auth_token: '********' })).toMatchObject({
    name: 'Renamed',
    events: ['login_failed'],
    auth_token: '********',
    signing_secret: '********',
  });
  const rotated = await put({ rotate_signing_secret: true });
  expect(rotated.signing_secret).toMatch(/^whsec_/);
  expect(rotated.signing_secret).not.toBe(made.signing_secret);

  expect((await api.call('DELETE', `${path}/${made.id}`, { token })).status).toBe(204);
  await failLogin(account);
  expect(await targetsOf(account)).toEqual([]);
});

test('another user neither sees nor changes it', async () => {
  const { token } = await api.signUp();
  const { id } = await add(token);
  const stranger = await api.signUp();
  const { body } = await api.call('GET', path, { token: stranger.token });
  expect(body).toEqual({ endpoints: [] });
  for (const [method, suffix] of [
    ['PUT', ''],
    ['DELETE', ''],
    ['POST', '/test'],
  ] as const) {
    const json = method === 'PUT' ? { name: 'Mine' } : undefined;
    const { status } = await api.call(method, `${path}/${id}${suffix}`, { token: stranger.token, json });
    expect([method, status]).toEqual([method, 404]);
  }
});

describe('what could never be sent is refused', () => {
  it.each<{ name: string; change: Record<string, unknown>; field: string }>([
    { name: 'no event', change: { events: [] }, field: 'events' },
    { name: 'a private address', change: { destination: 'http://10.0.0.1/' }, field: 'destination' },
    { name: 'no URL', change: { destination: 'hooks.example' }, field: 'destination' },
    {
      name: 'mail without a mail server',
      change: { transport: 'email', destination: 'ana@example.com' },
      field: 'destination',
    },
    { name: 'an unknown bank', change: { banks: ['nowhere'] }, field: 'banks.0' },
    { name: 'no bank at all', change: { banks: [] }, field: 'banks' },
    {
      name: 'an account of somebody else',
      change: { account_ids: ['6f1c1b9e-2d3f-4b1a-9a55-0d1e2f3a4b5c'] },
      field: 'account_ids',
    },
    {
      name: 'an escalation of what cannot escalate',
      change: { escalate_after_seconds: 60 },
      field: 'escalate_after_seconds',
    },
    {
      name: 'an escalation after the end of every request',
      change: { events: ['assistance_required'], escalate_after_seconds: 180 },
      field: 'escalate_after_seconds',
    },
    { name: 'a field that does not exist', change: { event: 'login_failed' }, field: 'event' },
  ])('$name', async ({ change, field }) => {
    const { token } = await api.signUp();
    await api.addAccount(token);
    const reply = await api.call('POST', path, { token, json: { ...hook, ...change } });
    expect(reply.status).toBe(400);
    expect(issuePaths(reply)).toEqual([field]);
  });

  it('accounts that are at none of the banks', async () => {
    const { token } = await api.signUp();
    const account = await api.addAccount(token);
    const json = { ...hook, account_ids: [account], banks: ['other'] };
    const reply = await api.call('POST', path, { token, json });
    expect([reply.status, issuePaths(reply)]).toEqual([400, ['banks']]);
  });

  it('more than 50 endpoints of a user, also when several are added at the same time', async () => {
    const { token } = await api.signUp();
    for (let n = 0; n < 49; n += 1) await add(token);
    const replies = await Promise.all([1, 2].map(() => api.call('POST', path, { token, json: hook })));
    expect(replies.map(({ status }) => status).sort()).toEqual([201, 400]);
    const [refused] = replies.filter(({ status }) => status === 400);
    expect(refused && issuePaths(refused)).toEqual(['destination']);
  });

  it('a test while no account is covered', async () => {
    const { token } = await api.signUp();
    const { id } = await add(token);
    const reply = await api.call('POST', `${path}/${id}/test`, { token });
    expect([reply.status, issuePaths(reply)]).toEqual([400, ['account_ids']]);
  });
});

test('tests and redeliveries of a user are limited together to 20 a minute', async () => {
  const { token } = await api.signUp();
  await api.addAccount(token);
  const { id } = await add(token);
  const sendTest = () => api.call('POST', `${path}/${id}/test`, { token });
  const json = { since: new Date().toISOString() };
  const sendAgain = () => api.call('POST', '/me/deliveries/redeliver', { token, json });
  for (let n = 0; n < 10; n += 1)
    expect([(await sendTest()).status, (await sendAgain()).status]).toEqual([202, 202]);
  for (const reply of [await sendTest(), await sendAgain()]) {
    expect(refusalOf(reply)).toBe('429 RATE_LIMITED');
    expect(detailsOf(reply)).toEqual({ reason: 'too_many_notifications' });
  }
  const other = await api.signUp();
  expect((await api.call('POST', '/me/deliveries/redeliver', { token: other.token, json })).status).toBe(202);
});

test('the failed notifications of all accounts are listed, and sent again in bulk, each once', async () => {
  const since = new Date(Date.now() - 1_000).toISOString();
  const { token } = await api.signUp();
  const accounts = [await api.addAccount(token), await api.addAccount(token)];
  const { id } = await add(token);
  for (const account of accounts) await failLogin(account);
  await api.db
    .updateTable('deliveries')
    .set({ status: 'failed', reason: 'gave_up', ended_at: new Date() })
    .where('endpoint_id', '=', id)
    .execute();
  const list = (query: string) =>
    api.answer(pageSchema(wireDeliverySchema), 'GET', `/me/deliveries${query}`, { token });
  expect((await list(`?status=failed&endpoint_id=${id}`)).items.map((item) => item.account_id)).toEqual(
    accounts.toReversed(),
  );

  const redeliver = (json: Record<string, unknown>) =>
    api.answer(z.object({ queued: z.int() }), 'POST', '/me/deliveries/redeliver', { token, json });
  expect(await redeliver({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual({ queued: 0 });
  expect(await redeliver({ since, endpoint_id: id })).toEqual({ queued: 2 });
  expect(await redeliver({ since, endpoint_id: id })).toEqual({ queued: 0 });
  const pending = (await list('?status=pending')).items;
  expect(pending).toHaveLength(2);
  expect(pending.every((item) => item.endpoint_id === id && item.redelivery_of !== null)).toBe(true);

  const [one] = pending;
  if (!one) throw new Error('nothing is pending');
  expect((await api.call('DELETE', `${path}/${id}`, { token })).status).toBe(204);
  const again = `/accounts/${one.account_id}/deliveries/${one.id}/redeliver`;
  expect(issuesOf(await api.call('POST', again, { token }))).toEqual([
    { path: 'deliveryId', message: 'was to an endpoint that is deleted or disabled' },
  ]);
});
