import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issuePaths, refusalOf } from './support/caller.js';
import { startApi } from './support/api-under-test.js';
import { createTemporalClient } from '../../src/logins/login-client.js';
import { system } from '../../src/assistance/actor.js';
import { recordEvent } from '../../src/db/events/events.js';
import { startPlannedDeliveries } from '../../src/deliveries/start-planned-deliveries.js';
import { pageSchema } from '../../src/api/http/paging.js';
import { wireDeliverySchema } from '../../src/api/deliveries/wire-delivery.js';

// Temporal cannot be reached in this file: a planned delivery exists whether or not it can be started at once.
let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi({ temporalAddress: '127.0.0.1:1', allowPrivateWebhooks: true });
});
afterAll(() => api.close());

const url = 'http://127.0.0.1:9/hook';
const plannedSchema = z.object({ delivery_id: z.string() });
const listSchema = pageSchema(wireDeliverySchema);

async function withEndpoint() {
  const { token } = await api.signUp();
  const account = `/accounts/${await api.addAccount(token, { notification_endpoint_url: url })}`;
  const sendTest = () => api.answer(plannedSchema, 'POST', `${account}/notifications/test`, { token });
  const list = (query = '') => api.answer(listSchema, 'GET', `${account}/deliveries${query}`, { token });
  return { token, account, sendTest, list };
}

test('a test of the endpoint is planned and listed', async () => {
  const { account, token, sendTest, list } = await withEndpoint();
  const { delivery_id: id } = await sendTest();
  const facts = { id, webhook_id: id, type: 'test', status: 'pending', attempts: 0, redelivery_of: null };
  expect((await list()).items).toMatchObject([{ ...facts, last_attempt: null }]);
  const { body } = await api.call('GET', `${account}/deliveries/${id}`, { token });
  expect(body).toMatchObject({
    ...facts,
    log: [],
    body: { type: 'test', status: 'notification.test', data: {} },
  });
});

test('a delivery is sent again under its webhook-id, and replaces the one that is still being retried', async () => {
  const { account, token, sendTest, list } = await withEndpoint();
  const { delivery_id: id } = await sendTest();
  const { delivery_id: again } = await api.answer(
    plannedSchema,
    'POST',
    `${account}/deliveries/${id}/redeliver`,
    { token },
  );
  expect((await list()).items).toMatchObject([
    { id: again, webhook_id: id, redelivery_of: id, status: 'pending' },
    { id, status: 'obsolete', reason: 'sent_again' },
  ]);
});

test('an API process that ends while deliveries cannot be started leaves no call to Temporal open', async () => {
  const { token, userId } = await api.signUp();
  const fields = { notification_endpoint_url: url, notification_events: ['login_failed'] };
  const accountId = await api.addAccount(token, fields);
  for (let n = 0; n < 8; n += 1)
    await recordEvent(
      api.db,
      { id: accountId, user_id: userId },
      { type: 'login.failed', actor: system, details: {} },
    );
  const temporal = createTemporalClient({ address: '127.0.0.1:1' }, 'default');
  await expect(startPlannedDeliveries(api.db, temporal)).rejects.toThrow();
  await temporal.connection.close();
  // Temporal's client retries a call after a pause; on a closed connection that would be an uncaught error.
  const thrown: unknown[] = [];
  const note = (error: unknown) => thrown.push(error);
  process.prependListener('uncaughtException', note);
  await sleep(2_000);
  process.off('uncaughtException', note);
  expect(thrown).toEqual([]);
});

test('a test needs an endpoint', async () => {
  const { token } = await api.signUp();
  const account = `/accounts/${await api.addAccount(token)}`;
  const reply = await api.call('POST', `${account}/notifications/test`, { token });
  expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
  expect(issuePaths(reply)).toEqual(['notification_endpoint_url']);
});

test('the list is paged, newest first, and refuses the cursor of another list', async () => {
  const { account, token, sendTest, list } = await withEndpoint();
  const planned: string[] = [];
  for (let count = 0; count < 5; count += 1) planned.unshift((await sendTest()).delivery_id);
  const found: string[] = [];
  let cursor: string | null = null;
  do {
    const page: z.output<typeof listSchema> = await list(
      `?limit=2${cursor === null ? '' : `&cursor=${cursor}`}`,
    );
    found.push(...page.items.map(({ id }) => id));
    expect(page.items.length).toBeLessThanOrEqual(2);
    cursor = page.next_cursor;
  } while (cursor !== null);
  expect(found).toEqual(planned);

  const other = await withEndpoint();
  await other.sendTest();
  await other.sendTest();
  const { next_cursor: foreign } = await other.list('?limit=1');
  for (const query of [
    `cursor=${foreign ?? ''}`,
    'cursor=x',
    'cursor=',
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=-1',
  ]) {
    const reply = await api.call('GET', `${account}/deliveries?${query}`, { token });
    expect([query, refusalOf(reply)]).toEqual([query, '400 VALIDATION_ERROR']);
  }
});

test('deliveries of another user are answered like unknown ones', async () => {
  const mine = await withEndpoint();
  const theirs = await withEndpoint();
  const { delivery_id: id } = await theirs.sendTest();
  const { token } = mine;
  for (const [method, path] of [
    ['GET', `${theirs.account}/deliveries`],
    ['GET', `${mine.account}/deliveries/${id}`],
    ['POST', `${mine.account}/deliveries/${id}/redeliver`],
    ['POST', `${theirs.account}/notifications/test`],
  ] as const)
    expect([path, refusalOf(await api.call(method, path, { token }))]).toEqual([path, '404 NOT_FOUND']);
  expect((await mine.list()).items).toEqual([]);
  expect((await theirs.list()).items).toHaveLength(1);
  const malformed = await api.call('GET', `${mine.account}/deliveries/x`, { token });
  expect(issuePaths(malformed)).toEqual(['deliveryId']);
});
