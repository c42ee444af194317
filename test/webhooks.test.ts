import { randomUUID } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { Webhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createDeliveryActivities } from '../src/activities/delivery-activities.js';
import { findAccount } from '../src/db/accounts/accounts.js';
import { changeConfig } from '../src/db/accounts/account-configs.js';
import { planRedelivery } from '../src/db/deliveries/deliveries.js';
import { addEndpoint, listEndpoints } from '../src/db/deliveries/notification-endpoints.js';
import { system } from '../src/assistance/actor.js';
import type { RequestContent } from '../src/assistance/request-content.js';
import { purpose, seal } from '../src/secrets/seal.js';
import { webhookWorkflowId } from '../src/temporal/delivery-messages.js';
import {
  answering,
  type Behaviour,
  type Receiver,
  signatureOf,
  silent,
  startReceiver,
} from './support/receiver.js';
import { until } from './support/until.js';
import { createWebhookStack, type WebhookStack } from './support/webhook-stack.js';

let stack: WebhookStack;
let receivers: Receiver[] = [];

beforeAll(async () => {
  stack = await createWebhookStack({ timeoutMs: 3_000 });
});
afterEach(() => {
  for (const receiver of receivers) receiver.close();
  receivers = [];
});
afterAll(() => stack.close());

async function receive(behave?: Behaviour): Promise<Receiver> {
  const receiver = await startReceiver(behave);
  receivers.push(receiver);
  return receiver;
}

const requestedEvent = (accountId: string) =>
  stack.db
    .selectFrom('events')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('type', '=', 'assistance.requested')
    .executeTakeFirstOrThrow();

/** One attempt without Temporal around it. */
function attemptAlone(deliveryId: string, { allowPrivateWebhooks }: { allowPrivateWebhooks: boolean }) {
  const activities = createDeliveryActivities({
    db: stack.db,
    ring: stack.ring,
    allowPrivateWebhooks,
    publicUrl: 'https://codes.example',
  });
  return new MockActivityEnvironment().run(() => activities.attemptDelivery({ deliveryId }));
}

const arrived = (receiver: Receiver, count = 1) =>
  until(() => receiver.received.length >= count && receiver.received.at(count - 1), `webhook ${count}`);

test('assistance_required has the documented body, for a receiver that checks only its bearer token', async () => {
  const relay = await receive((received, response) => {
    response.writeHead(received.headers.authorization === 'Bearer relay-token-1' ? 200 : 401).end();
  });
  const { accountId } = await stack.createAccount({
    url: relay.url,
    token: 'relay-token-1',
    authType: 'bearer',
    events: ['assistance_required'],
  });
  const login = await stack.createLogin(accountId);
  const { requestId, expiresAt } = await login.openRequest();
  await stack.start();
  const { body, headers } = await arrived(relay);
  expect(headers['content-type']).toBe('application/json');
  const told: unknown = JSON.parse(body);
  expect(told).toHaveProperty('occurred_at', (await requestedEvent(accountId)).occurred_at.toISOString());
  expect(told).toMatchObject({
    account_id: accountId,
    type: 'assistance_required',
    status: 'assistance.requested',
    data: {
      requestId,
      type: 'otp',
      descriptor: { length: 6, type: 'numeric', channel: 'sms' },
      attempts: 0,
      expires_at: expiresAt?.toISOString(),
    },
  });
  expect(await stack.ended(accountId)).toMatchObject({ status: 'delivered', attempts: 1, reason: null });
});

const sentSchema = z.object({ data: z.looseObject({ requestId: z.string() }) });

test('assistance_required carries the type of what is asked for, and what its answer needs', async () => {
  const relay = await receive();
  const option = { id: 'sms', label: 'Text message', channel: 'sms' } as const;
  const asked: RequestContent[] = [
    { type: 'choice', descriptor: { options: [option, { ...option, id: 'old', label: 'Old phone' }] } },
    { type: 'approval', descriptor: { compare: '42', instead: 'Send a code' } },
    { type: 'question', descriptor: { text: 'First pet?' } },
    { type: 'otp', descriptor: { length: 6, type: 'numeric', channel: 'app', hasPicture: true } },
  ];
  const opened = await Promise.all(
    asked.map(async (content) => {
      const { accountId } = await stack.createAccount({ url: relay.url, events: ['assistance_required'] });
      const { requestId } = await (await stack.createLogin(accountId)).openRequest({ content });
      return { type: content.type, requestId, accountId };
    }),
  );
  await stack.start();
  await arrived(relay, asked.length);
  const sent = relay.received.map(({ body }) => sentSchema.parse(JSON.parse(body)).data);
  const dataOf = (type: string) => {
    const { requestId = '' } = opened.find((one) => one.type === type) ?? {};
    return sent.find((data) => data.requestId === requestId);
  };
  expect(dataOf('choice')).toMatchObject({
    type: 'choice',
    descriptor: { options: [option, { ...option, id: 'old', label: 'Old phone' }] },
  });
  expect(dataOf('approval')).toMatchObject({
    type: 'approval',
    descriptor: { compare: '42', options: [{ id: 'instead', label: 'Send a code' }] },
  });
  expect(dataOf('question')).toMatchObject({
    type: 'question',
    descriptor: { text: 'First pet?', private: true },
  });
  // The path of the picture; the picture itself is in no webhook.
  const { accountId, requestId } = opened.find(({ type }) => type === 'otp') ?? {};
  expect(dataOf('otp')).toMatchObject({
    type: 'otp',
    descriptor: { picture: `/v1/accounts/${accountId}/assistance-requests/${requestId}/picture` },
  });
});

test('a lost session is reported with its reason, and a stop is not reported', async () => {
  const relay = await receive();
  const { accountId } = await stack.createAccount({ url: relay.url });
  const stopped = await stack.createLogin(accountId);
  await stopped.report({ end: { outcome: 'cancelled', reason: null } });
  const lost = await stack.createLogin(accountId);
  await lost.report({ phase: 'running', loggedIn: true });
  await lost.report({ end: { outcome: 'logged_in', reason: 'bank_logged_out' } });
  await stack.start();
  const { body } = await arrived(relay);
  expect(JSON.parse(body)).toMatchObject({
    type: 'scrape_failed',
    status: 'scrape.failed',
    data: { reason: 'bank_logged_out' },
  });
  expect(await stack.deliveriesOf(accountId)).toHaveLength(1);
});

/** An endpoint of the stack's user for these accounts. */
async function addUserEndpoint(
  url: string,
  accountIds: string[],
  change: { escalate_after_seconds?: number } = {},
) {
  const id = randomUUID();
  const secret = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
  await addEndpoint(
    stack.db,
    {
      id,
      user_id: stack.userId,
      name: 'Operations',
      transport: 'webhook',
      destination: url,
      auth_type: 'bearer',
      token_sealed: await seal(stack.ring, purpose.notificationToken(id), 'token-of-the-endpoint'),
      signing_secret_sealed: await seal(stack.ring, purpose.signingSecret(id), secret),
      events: ['assistance_required', 'login_failed'],
      bank_codes: null,
      account_ids: accountIds,
      escalate_after_seconds: 0,
      ...change,
    },
    system,
  );
  return { id, secret };
}

test('an endpoint of the user is sent its own token and signature, and disabled when it answers 410', async () => {
  const relay = await receive(answering(410));
  const { accountId } = await stack.createAccount({ url: null, token: 'token-of-the-account' });
  const { id, secret } = await addUserEndpoint(relay.url, [accountId]);
  await stack.failLogin(accountId);
  const [delivery] = await stack.deliveriesOf(accountId);
  expect(await attemptAlone(delivery?.id ?? '', { allowPrivateWebhooks: true })).toBe('failed');
  const first = await arrived(relay);
  expect(first.headers.authorization).toBe('Bearer token-of-the-endpoint');
  expect(new Webhook(secret).verify(first.body, signatureOf(first))).toMatchObject({ account_id: accountId });
  await stack.failLogin(accountId);
  expect(await stack.deliveriesOf(accountId)).toHaveLength(1);
  const [endpoint] = (await listEndpoints(stack.db, stack.userId)).filter((one) => one.id === id);
  expect(endpoint?.disabled_reason).toBe('endpoint_gone');
});

test('an escalation waits, and is not sent when the request is answered meanwhile', async () => {
  const later = await receive();
  const { accountId } = await stack.createAccount({ url: null });
  await addUserEndpoint(later.url, [accountId], { escalate_after_seconds: 600 });
  const login = await stack.createLogin(accountId);
  await login.openRequest();
  const [escalation] = await stack.deliveriesOf(accountId);
  const attempt = () => attemptAlone(escalation?.id ?? '', { allowPrivateWebhooks: true });
  await expect(attempt()).rejects.toThrow('escalates later');
  await stack.db
    .updateTable('assistance_requests')
    .set({ status: 'fulfilled' })
    .where('account_id', '=', accountId)
    .execute();
  expect(await attempt()).toBe('obsolete');
  expect(later.received).toEqual([]);
});

test('an escalation is sent when nobody has answered in time', async () => {
  const later = await receive();
  const { accountId } = await stack.createAccount({ url: null });
  await addUserEndpoint(later.url, [accountId], { escalate_after_seconds: 600 });
  const login = await stack.createLogin(accountId);
  await login.openRequest();
  const [escalation] = await stack.deliveriesOf(accountId);
  await stack.db
    .updateTable('deliveries')
    .set({ next_attempt_at: new Date(Date.now() - 1_000) })
    .where('id', '=', escalation?.id ?? '')
    .execute();
  expect(await attemptAlone(escalation?.id ?? '', { allowPrivateWebhooks: true })).toBe('delivered');
  expect(JSON.parse((await arrived(later)).body)).toMatchObject({
    type: 'assistance_required',
    account_id: accountId,
  });
});

test('a webhook that is sent again has the same bytes and id, and a new signature', async () => {
  const relay = await receive();
  const { accountId, signingSecret } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  await stack.start();
  const { id: deliveryId } = await stack.ended(accountId);
  const account = await findAccount(stack.db, { accountId, userId: stack.userId });
  if (!account) throw new Error('the account is gone');
  const planned = await planRedelivery(stack.db, { account, actor: system, deliveryId });
  expect(planned).toHaveProperty('id');
  await stack.start();
  const [first, second] = [await arrived(relay), await arrived(relay, 2)];
  expect(second.body).toBe(first.body);
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(new Webhook(signingSecret).verify(second.body, signatureOf(second))).toEqual(JSON.parse(first.body));
});

test('a token of type api_key is sent as Api-Key; without a token there is no Authorization', async () => {
  const relay = await receive();
  const keyed = await stack.createAccount({ url: relay.url, token: 'k-1', authType: 'api_key' });
  await stack.failLogin(keyed.accountId);
  await stack.start();
  expect((await arrived(relay)).headers.authorization).toBe('Api-Key k-1');
  const open = await stack.createAccount({ url: relay.url, authType: 'bearer' });
  await stack.failLogin(open.accountId);
  await stack.start();
  expect((await arrived(relay, 2)).headers.authorization).toBeUndefined();
});

test('every webhook is signed with its own account’s secret, and after a rotation with both', async () => {
  const relay = await receive();
  const { accountId, signingSecret, userId } = await stack.createAccount({ url: relay.url });
  const other = await stack.createAccount({ url: null });
  await stack.failLogin(accountId);
  await stack.start();
  const first = await arrived(relay);
  expect(new Webhook(signingSecret).verify(first.body, signatureOf(first))).toMatchObject({
    type: 'login_failed',
  });
  expect(() => new Webhook(other.signingSecret).verify(first.body, signatureOf(first))).toThrow();

  const next = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
  const account = await stack.db
    .selectFrom('accounts')
    .selectAll()
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  expect(account.user_id).toBe(userId);
  await changeConfig(stack.db, { account, actor: system }, async () => ({
    notification_signing_secret_sealed: await seal(stack.ring, purpose.signingSecret(accountId), next),
  }));
  await stack.failLogin(accountId);
  await stack.start();
  const second = await arrived(relay, 2);
  expect(signatureOf(second)['webhook-signature'].split(' ')).toHaveLength(2);
  for (const secret of [signingSecret, next]) new Webhook(secret).verify(second.body, signatureOf(second));

  // A day later only the new secret signs.
  await stack.db
    .updateTable('account_configs')
    .set({ notification_secret_rotated_at: new Date(Date.now() - 25 * 3_600_000) })
    .where('account_id', '=', accountId)
    .execute();
  await stack.failLogin(accountId);
  await stack.start();
  const third = await arrived(relay, 3);
  expect(signatureOf(third)['webhook-signature'].split(' ')).toHaveLength(1);
  expect(() => new Webhook(signingSecret).verify(third.body, signatureOf(third))).toThrow();
  expect(new Webhook(next).verify(third.body, signatureOf(third))).toMatchObject({ type: 'login_failed' });
});

test('deliveries are planned only for events that an account subscribes to, and only if it has an endpoint', async () => {
  const relay = await receive();
  const { accountId } = await stack.createAccount({ url: relay.url, events: ['assistance_fulfilled'] });
  const silentAccount = await stack.createAccount({ url: null });
  for (const id of [accountId, silentAccount.accountId]) {
    const login = await stack.createLogin(id);
    const { requestId } = await login.openRequest();
    const change = { requestId, attempts: 1, previousOutcome: null, bankMessage: null };
    await login.report({ request: { ...change, end: { status: 'fulfilled' } } });
  }
  expect((await stack.deliveriesOf(accountId)).map(({ type }) => type)).toEqual(['assistance_fulfilled']);
  expect(await stack.deliveriesOf(silentAccount.accountId)).toEqual([]);
  await stack.start();
  expect(JSON.parse((await arrived(relay)).body)).toMatchObject({
    account_id: accountId,
    type: 'assistance_fulfilled',
    status: 'assistance.fulfilled',
  });
});

test('a failed attempt is retried after about 2 s under the same webhook-id', async () => {
  const relay = await receive((_received, response, count) => {
    response.writeHead(count === 1 ? 500 : 200).end(count === 1 ? 'out of order' : '');
  });
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  await stack.start();
  const [first, second] = [await arrived(relay), await arrived(relay, 2)];
  expect(second.headers['webhook-id']).toBe(first.headers['webhook-id']);
  expect(second.body).toBe(first.body);
  expect(second.at - first.at).toBeGreaterThan(1_500);
  expect(second.at - first.at).toBeLessThan(5_000);
  const delivery = await stack.ended(accountId);
  expect(first.headers['webhook-id']).toBe(delivery.id);
  expect(await stack.attemptsOf(delivery.id)).toMatchObject([
    { number: 1, status: 500, answer: 'out of order', error: null },
    { number: 2, status: 200, answer: '', error: null },
  ]);
});

test('Retry-After is respected', async () => {
  const relay = await receive((_received, response, count) => {
    if (count === 1) response.writeHead(429, { 'retry-after': '4' }).end();
    else response.writeHead(204).end();
  });
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  await stack.start();
  const [first, second] = [await arrived(relay), await arrived(relay, 2)];
  expect(second.at - first.at).toBeGreaterThanOrEqual(3_900);
});

test('retries of assistance_required end with the request', async () => {
  const relay = await receive(answering(500));
  const { accountId } = await stack.createAccount({ url: relay.url, events: ['assistance_required'] });
  const login = await stack.createLogin(accountId);
  const { requestId } = await login.openRequest();
  await stack.start();
  await arrived(relay);
  const change = { requestId, attempts: 1, previousOutcome: null, bankMessage: null };
  await login.report({ request: { ...change, end: { status: 'fulfilled' } } });
  expect(await stack.ended(accountId)).toMatchObject({
    status: 'obsolete',
    reason: 'request_ended',
    attempts: 1,
  });
  expect(relay.received).toHaveLength(1);
});

test('a retry is never planned for later than the request’s deadline', async () => {
  const relay = await receive(answering(503, { 'retry-after': '3000' }));
  const { accountId } = await stack.createAccount({ url: relay.url, events: ['assistance_required'] });
  const { expiresAt } = await (await stack.createLogin(accountId)).openRequest({ waitSeconds: 60 });
  await stack.start();
  const delivery = await until(
    async () => (await stack.deliveriesOf(accountId)).find(({ attempts }) => attempts === 1),
    'the first attempt',
  );
  const pastTheEndMs = Number(delivery.next_attempt_at) - Number(expiresAt);
  expect(pastTheEndMs).toBeGreaterThan(0);
  expect(pastTheEndMs).toBeLessThan(5_000);
});

test('a delivery fails after a day', async () => {
  const relay = await receive();
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  const yesterday = new Date(Date.now() - 24 * 3_600_000);
  await stack.db
    .updateTable('deliveries')
    .set({ planned_at: yesterday })
    .where('account_id', '=', accountId)
    .execute();
  await stack.start();
  expect(await stack.ended(accountId)).toMatchObject({ status: 'failed', reason: 'gave_up' });
  expect(relay.received).toEqual([]);
});

test('an endpoint that answers 410 is removed, which is recorded, and gets nothing more', async () => {
  const relay = await receive(answering(410));
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  await stack.start();
  expect(await stack.ended(accountId)).toMatchObject({ status: 'failed', reason: 'endpoint_gone' });
  const config = await until(
    () =>
      stack.db
        .selectFrom('account_configs')
        .selectAll()
        .where('account_id', '=', accountId)
        .where('notification_endpoint_url', 'is', null)
        .executeTakeFirst(),
    'the endpoint to be switched off',
  );
  expect(config.notification_events).not.toEqual([]);
  const said = await stack.db
    .selectFrom('events')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('type', '=', 'notification.endpoint_gone')
    .execute();
  expect(said).toMatchObject([{ details: { endpoint: relay.url } }]);
  await stack.failLogin(accountId);
  expect(await stack.deliveriesOf(accountId)).toHaveLength(1);
});

test('a delivery that several processes start at once is made once', async () => {
  const relay = await receive();
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  await Promise.all(Array.from({ length: 5 }, () => stack.start()));
  const delivery = await stack.ended(accountId);
  // A delivery whose starter died before it recorded the start is started again, and has ended already.
  await stack.db
    .updateTable('deliveries')
    .set({ started_at: null, claimed_at: null })
    .where('id', '=', delivery.id)
    .execute();
  await stack.start();
  expect(await stack.client.workflow.getHandle(webhookWorkflowId(delivery.id)).result()).toBe('delivered');
  expect(relay.received).toHaveLength(1);
});

test('a silent endpoint with many webhooks delays no other account', async () => {
  const [blackHole, healthy] = [await receive(silent), await receive()];
  const stuck = await stack.createAccount({ url: blackHole.url });
  const other = await stack.createAccount({ url: healthy.url });
  for (let count = 0; count < 30; count += 1) await stack.failLogin(stuck.accountId);
  await stack.start();
  await arrived(blackHole);
  for (let count = 0; count < 10; count += 1) await stack.failLogin(other.accountId);
  await stack.start();
  await arrived(healthy, 10);
  // No delivery waited for an attempt at the silent endpoint to time out, which takes ten seconds.
  const stuckOnes = await stack.deliveriesOf(stuck.accountId);
  expect(stuckOnes.some(({ status }) => status !== 'pending')).toBe(false);
  const given = await Promise.all(stuckOnes.map(({ id }) => stack.attemptsOf(id)));
  expect(given.flat()).toEqual([]);
  // Only a few connections to the silent host are open at any time.
  expect(blackHole.received.length).toBeLessThanOrEqual(8 * 3);
});

test('no delivery is lost when the worker is restarted in the middle', async () => {
  const held: (() => void)[] = [];
  const slow = await receive((_received, response) => {
    held.push(() => void response.writeHead(200).end());
  });
  const { accountId } = await stack.createAccount({ url: slow.url });
  const count = 12;
  for (let planned = 0; planned < count; planned += 1) await stack.failLogin(accountId);
  await stack.start();
  await arrived(slow, 8);
  const stopped = stack.stopWorker();
  slow.behave(answering(200));
  await stopped;
  await stack.startWorker();
  const deliveries = await until(async () => {
    const all = await stack.deliveriesOf(accountId);
    return all.every(({ status }) => status === 'delivered') && all;
  }, 'every delivery');
  const ids = new Set(slow.received.map(({ headers }) => headers['webhook-id']));
  expect(ids).toEqual(new Set(deliveries.map(({ id }) => id)));
  expect(ids.size).toBe(count);
});

test('neither token nor secret nor body nor URL is in Temporal', async () => {
  const relay = await receive(
    (_received, response, count) => void response.writeHead(count === 1 ? 500 : 200).end(),
  );
  const token = 'token-that-stays-out';
  const { accountId, signingSecret } = await stack.createAccount({ url: relay.url, token });
  await stack.failLogin(accountId);
  await stack.start();
  const { id } = await stack.ended(accountId);
  const handle = stack.client.workflow.getHandle(webhookWorkflowId(id));
  await handle.result();
  const history = JSON.stringify(await handle.fetchHistory(), (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value,
  );
  expect(history).toContain(id);
  for (const secret of [token, signingSecret, relay.url, 'bank_unavailable'])
    expect(history).not.toContain(secret);
});

test('nothing is sent if the token’s key is gone', async () => {
  const relay = await receive();
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.db
    .updateTable('account_configs')
    .set({
      notification_auth_token_sealed: await seal(stack.ring, purpose.notificationToken('another'), 'x'),
    })
    .where('account_id', '=', accountId)
    .execute();
  await stack.failLogin(accountId);
  const [planned] = await stack.deliveriesOf(accountId);
  const attempt = attemptAlone(planned?.id ?? '', { allowPrivateWebhooks: true });
  await expect(attempt).rejects.toThrow('secret_cannot_be_opened');
  expect(relay.received).toEqual([]);
});

test('an endpoint in the operator’s network is not connected to, unless that is allowed', async () => {
  const relay = await receive();
  const { accountId } = await stack.createAccount({ url: relay.url });
  await stack.failLogin(accountId);
  const [planned] = await stack.deliveriesOf(accountId);
  const attempt = attemptAlone(planned?.id ?? '', { allowPrivateWebhooks: false });
  await expect(attempt).rejects.toThrow('forbidden_address');
  expect(relay.received).toEqual([]);
  expect(await stack.attemptsOf(planned?.id ?? '')).toMatchObject([
    { error: 'forbidden_address', status: null },
  ]);
});
