import { createPublicKey } from 'node:crypto';
import { jwtVerify } from 'jose';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { startPushing } from '../../src/deliveries/push-requests.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { createLogin } from '../support/create-rows.js';
import { startPushService } from '../support/push-service.js';
import { until } from '../support/until.js';
import { type ApiUnderTest, startApi } from './support/api-under-test.js';
import { issuesOf, refusalOf } from './support/caller.js';

let api: ApiUnderTest;
let service: Awaited<ReturnType<typeof startPushService>>;
let stopPushing: () => Promise<void>;
const warnings: string[] = [];
/** As long as a point of P-256, and none. */
const noPoint = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 1)]).toString('base64url');
/** What the push service answers to a browser whose path has this word. */
const failures = new Map<string, number>();

beforeAll(async () => {
  api = await startApi({ allowPrivateWebhooks: true });
  service = await startPushService((count) => {
    const { path = '' } = service.pushed[count - 1] ?? {};
    return [...failures].find(([name]) => path.includes(name))?.[1] ?? 201;
  });
  stopPushing = startPushing({ ...api, log: { warn: (_fields, message) => warnings.push(message) } });
});
afterAll(async () => {
  await stopPushing();
  await api.close();
  await service.close();
});

/** A user with an account and a browser that subscribed. */
async function subscribe(name: string) {
  const { token, email } = await api.signUp();
  const accountId = await api.addAccount(token);
  const browser = service.openBrowser(name);
  const json = { ...browser.subscription, language: 'es' };
  const reply = await api.call('PUT', '/me/push-subscription', { token, json });
  expect(reply.status).toBe(204);
  const sentHere = () => service.pushed.filter(({ path }) => path === `/${name}`);
  const openRequest = async (waitSeconds = 300) => {
    const login = await createLogin(api.db, accountId);
    const { requestId } = await login.openRequest({ waitSeconds });
    const change = {
      requestId,
      attempts: 1,
      previousOutcome: null,
      bankMessage: null,
    };
    return {
      requestId,
      answer: () => login.report({ request: { ...change, end: { status: 'fulfilled' } } }),
    };
  };
  return { token, email, accountId, browser, sentHere, openRequest };
}

const known = (): Promise<string[]> =>
  api.db
    .selectFrom('push_subscriptions')
    .select('endpoint')
    .execute()
    .then((rows) => rows.map(({ endpoint }) => endpoint));

it('a request reaches a subscribed browser, encrypted and signed, and is withdrawn when somebody has answered', async () => {
  const { browser, accountId, sentHere, openRequest, token } = await subscribe('phone');
  const { requestId, answer } = await openRequest();
  const [shown] = await until(() => Promise.resolve(sentHere().length >= 1 && sentHere()), 'the push');
  if (!shown) throw new Error('nothing was pushed');
  expect(browser.decrypt(shown)).toMatchObject({
    kind: 'show',
    requestId,
    accountId,
    account: 'Household',
    bank: 'Demo Bank',
    language: 'es',
    type: 'otp',
    descriptor: { length: 6, type: 'numeric', channel: 'sms' },
  });
  const { ttl, urgency, topic, authorization = '' } = shown.headers;
  expect(Number(ttl)).toBeGreaterThan(280);
  expect(urgency).toBe('high');
  const [, jwt = '', key = ''] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(String(authorization)) ?? [];
  const { public_key: publicKey } = z
    .object({ public_key: z.string() })
    .parse((await api.call('GET', '/me/push-key', { token })).body);
  expect(key).toBe(publicKey);
  const point = Buffer.from(key, 'base64url');
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  const verifier = createPublicKey({ key: jwk, format: 'jwk' });
  const { payload } = await jwtVerify(jwt, verifier, { audience: service.url });
  expect(payload.sub).toBe(api.publicUrl);

  await answer();
  const isWithdrawal = (push: (typeof service.pushed)[number]) =>
    browser.decrypt(push)['kind'] === 'withdraw';
  const withdrawn = await until(() => Promise.resolve(sentHere().find(isWithdrawal)), 'the withdrawal');
  expect(browser.decrypt(withdrawn)).toMatchObject({ kind: 'withdraw', requestId });
  expect(withdrawn.headers['topic']).toBe(topic);
  await until(async () => {
    const left = await api.db
      .selectFrom('pushes')
      .select('request_id')
      .where('request_id', '=', requestId)
      .execute();
    return left.length === 0;
  }, 'the end of the push');
});

it('stores neither the keys of a browser nor its own in the clear', async () => {
  const { browser } = await subscribe('sealed');
  const rows = await sql<{ row: string }>`
    select push_subscriptions::text as row from push_subscriptions
    union all select push_keys::text from push_keys`.execute(api.db);
  const stored = rows.rows.map(({ row }) => row).join('\n');
  expect(stored).toContain(browser.subscription.endpoint);
  expect(stored).not.toContain(browser.subscription.keys.auth);
  expect(stored).not.toContain(browser.subscription.keys.p256dh);
});

it('a push that failed is sent again, and a browser that is gone is forgotten', async () => {
  failures.set('busy', 503);
  failures.set('gone', 410);
  const busy = await subscribe('busy');
  const gone = await subscribe('gone');
  await busy.openRequest();
  await gone.openRequest();
  await until(() => Promise.resolve(busy.sentHere().length >= 1), 'the first attempt');
  await until(
    async () => !(await known()).includes(gone.browser.subscription.endpoint),
    'the end of the subscription',
  );
  failures.delete('busy');
  const failed = busy.sentHere().length;
  await api.db
    .updateTable('pushes')
    .set({ next_attempt_at: sql<Date>`now()` })
    .execute();
  await until(() => Promise.resolve(busy.sentHere().length > failed), 'another attempt');
});

it('a push that cannot be encrypted fails alone, and is tried again later', async () => {
  const broken = await subscribe('broken');
  const { subscriptionId } = await api.db
    .selectFrom('push_subscriptions')
    .select('id as subscriptionId')
    .where('endpoint', '=', broken.browser.subscription.endpoint)
    .executeTakeFirstOrThrow();
  const keys = { ...broken.browser.subscription.keys, p256dh: noPoint };
  await api.db
    .updateTable('push_subscriptions')
    .set({
      keys_sealed: await seal(api.ring, purpose.pushSubscription(subscriptionId), JSON.stringify(keys)),
    })
    .where('id', '=', subscriptionId)
    .execute();
  const { requestId } = await broken.openRequest();
  const well = await subscribe('well');
  await well.openRequest();
  await until(() => Promise.resolve(well.sentHere().length >= 1), 'the push to the other browser');
  const push = await until(
    () =>
      api.db
        .selectFrom('pushes')
        .select(['is_shown', 'attempts'])
        .where('request_id', '=', requestId)
        .where('attempts', '>', 0)
        .executeTakeFirst(),
    'the failed attempt',
  );
  expect(push).toMatchObject({ is_shown: false });
  expect(broken.sentHere()).toEqual([]);
  expect(warnings.join('\n')).toContain('could not prepare a push');
  expect(warnings.join('\n')).not.toContain('pushing failed');
});

it('refuses a key that is no point of the curve', async () => {
  const { token } = await api.signUp();
  const { endpoint, keys } = service.openBrowser('no-point').subscription;
  const json = { endpoint, keys: { ...keys, p256dh: noPoint } };
  const reply = await api.call('PUT', '/me/push-subscription', { token, json });
  expect(issuesOf(reply).map(({ path }) => path)).toEqual(['keys.p256dh']);
});

it('of more than 50 browsers of a user, the one that subscribed first is forgotten', async () => {
  const { token, browser: first } = await subscribe('first-of-many');
  const { keys } = first.subscription;
  const other = await subscribe('of-another-user');
  const endpoints = Array.from({ length: 50 }, (_, n) => `${service.url}/many-${n}`);
  const put = async (endpoint: string) => {
    const json = { endpoint, keys };
    expect((await api.call('PUT', '/me/push-subscription', { token, json })).status).toBe(204);
  };
  for (const endpoint of endpoints.slice(0, 49)) await put(endpoint);
  await put(first.subscription.endpoint);
  expect(await known()).toContain(first.subscription.endpoint);
  for (const endpoint of endpoints.slice(49)) await put(endpoint);
  expect(await known()).toEqual(expect.arrayContaining([...endpoints, other.browser.subscription.endpoint]));
  expect(await known()).not.toContain(first.subscription.endpoint);
});

it('nothing is pushed to a browser that signed out, or whose user signed out everywhere', async () => {
  const one = await subscribe('signed-out');
  await api.call('POST', '/auth/logout', { token: one.token });
  const two = await subscribe('everywhere');
  const other = await api.signIn(two.email);
  await api.call('POST', '/auth/logout', { token: other, json: { everywhere: true } });
  const three = await subscribe('unsubscribed');
  const json = { endpoint: three.browser.subscription.endpoint };
  expect((await api.call('DELETE', '/me/push-subscription', { token: three.token, json })).status).toBe(204);
  expect(refusalOf(await api.call('DELETE', '/me/push-subscription', { token: three.token, json }))).toBe(
    '404 NOT_FOUND',
  );
  for (const { browser } of [one, two, three])
    expect(await known()).not.toContain(browser.subscription.endpoint);
});

it('refuses private addresses and plain HTTP as a push service, unless private addresses are allowed', async () => {
  const strict = await startApi({ allowPrivateWebhooks: false });
  try {
    const { token } = await strict.signUp();
    const { keys } = service.openBrowser('strict').subscription;
    for (const endpoint of ['https://10.1.2.3/p', 'https://169.254.169.254/p', 'http://push.example/p']) {
      const reply = await strict.call('PUT', '/me/push-subscription', { token, json: { endpoint, keys } });
      expect([endpoint, issuesOf(reply).map(({ path }) => path)]).toEqual([endpoint, ['endpoint']]);
    }
  } finally {
    await strict.close();
  }
});
