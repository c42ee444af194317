import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTemporalClient } from '../../src/logins/login-client.js';
import { openDatabase } from '../../src/db/open.js';
import { createLogin } from '../support/create-rows.js';
import { createApiDeps, serveApi, startApi } from './support/api-under-test.js';
import { detailsOf, type Reply, refusalOf } from './support/caller.js';

/** While PostgreSQL or Temporal is down, callers get 503 soon, with Retry-After and no details. */

/** Accepts connections and never responds, like a suspended process. */
async function startFrozenServer(): Promise<{ server: Server; address: string }> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, address: `127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const nobody = '127.0.0.1:1';
let frozen: Awaited<ReturnType<typeof startFrozenServer>>;
beforeAll(async () => {
  frozen = await startFrozenServer();
});
afterAll(() => {
  frozen.server.close();
});

function expectUnavailable(reply: Reply): void {
  expect(refusalOf(reply)).toBe('503 UNAVAILABLE');
  expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(reply.text).not.toMatch(/127\.0\.0\.1|ECONN|postgres|grpc|timeout/i);
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  const before = Date.now();
  const result = await work;
  expect(Date.now() - before).toBeLessThan(milliseconds);
  return result;
}

describe.each([
  ['is away', () => nobody],
  ['is frozen', () => frozen.address],
])('while Temporal %s', (_how, addressOf) => {
  it('a start, a stop and readiness get 503 soon, and all else works', async () => {
    const api = await startApi({ temporalAddress: addressOf() });
    try {
      const { token } = await api.signUp();
      const id = await api.addAccount(token);
      const start = () => api.call('POST', `/accounts/${id}/scrape`, { token });
      expectUnavailable(await within(6_000, start()));
      const ready = await within(6_000, api.call('GET', '/ready'));
      expect(detailsOf(ready)).toEqual({ database: true, temporal: false, worker: false });
      // Once the outage is known, callers get 503 without a wait.
      await sleep(1_500);
      for (let n = 0; n < 10; n += 1) expectUnavailable(await within(2_000, start()));
      expect((await api.call('GET', '/health')).body).toEqual({ ok: true });
      expect((await api.call('GET', `/accounts/${id}/otp`, { token })).body).toBeNull();
      const blocked = { blocked_at: new Date(), blocked_reason: 'too_many_failures' } as const;
      await api.db.updateTable('accounts').set(blocked).where('id', '=', id).execute();
      expectUnavailable(await within(2_000, api.call('POST', `/accounts/${id}/restart`, { token })));
      expect((await api.call('GET', `/accounts/${id}`, { token })).body).toMatchObject({
        scrapeBlockedReason: 'too_many_failures',
      });
      await (await createLogin(api.db, id)).report({ phase: 'running' });
      expectUnavailable(await within(2_000, api.call('POST', `/accounts/${id}/kill`, { token })));
      expect((await within(900, api.call('GET', `/accounts/${id}/otp`, { token }))).body).toBeNull();
      const { key } = await api.addKey(token);
      const status = await api.call('GET', `/v1/accounts/${id}/status`, { key });
      expect(status.body).toMatchObject({ session_running: true, session: { phase: 'running' } });
    } finally {
      await api.close();
    }
  });
});

describe.each([
  ['is away', () => nobody],
  ['is frozen', () => frozen.address],
])('while PostgreSQL %s', (_how, addressOf) => {
  it('requests that need it get 503 soon, and others work', async () => {
    const db = openDatabase({ databaseUrl: `postgres://nobody@${addressOf()}/none`, queryTimeoutMs: 5_000 });
    const temporal = createTemporalClient({ address: nobody }, 'default');
    const feed = { subscribe: () => () => undefined };
    const api = await serveApi(createApiDeps({ db, temporal, feed }));
    try {
      expect((await api.call('GET', '/health')).status).toBe(200);
      expect(refusalOf(await api.call('GET', '/me'))).toBe('401 UNAUTHORIZED');
      const key = `rbk_${'0'.repeat(8)}_${'0'.repeat(64)}`;
      expectUnavailable(await within(7_000, api.call('GET', `/v1/accounts/${randomUUID()}/status`, { key })));
      const ready = await within(7_000, api.call('GET', '/ready'));
      expect(detailsOf(ready)).toEqual({ database: false, temporal: false, worker: false });
    } finally {
      await api.close();
      await api.logins.close();
      await db.destroy();
    }
  });
});
