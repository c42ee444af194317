import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { resealAll } from '../../src/db/keys/reseal-all.js';
import { openDatabase } from '../../src/db/open.js';
import { type KeyRing, parseKeyRing } from '../../src/secrets/key-ring.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { createTestRing } from '../support/test-ring.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const bank = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: (code) => (code === '123456' ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: null }),
  maxAttempts: 3,
});

const newKey = (id: string): string => `${id}:${randomBytes(32).toString('base64')}`;
const [k1, k2] = [newKey('k1'), newKey('k2')];

/** The worker's keys, as of its last restart. */
let current = parseKeyRing(k1);
const workerRing: KeyRing = {
  get sealing() {
    return current.sealing;
  },
  get ids() {
    return current.ids;
  },
  get firstFingerprintKey() {
    return current.firstFingerprintKey;
  },
  encryptionKey: (id) => current.encryptionKey(id),
  missingKeys: 0,
};

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([bank.driver], { ring: workerRing });
});
afterAll(() => api.close());

/** Replaces API and worker, as far as their keys go, and calls the new API. */
async function withKeys<T>(keys: string, work: (call: ApiWithLogins['call']) => Promise<T>): Promise<T> {
  current = parseKeyRing(keys);
  const db = openDatabase({ databaseUrl: api.stack.databaseUrl, maxConnections: 3 });
  const server = await api.twin({ db, ring: current });
  return await work(server.call).finally(async () => {
    await server.close();
    await db.destroy();
  });
}

it('keys are changed while a login waits: a tried code is known, and so is an idempotency key', async () => {
  const customer = await api.newCustomer('asking');
  await customer.untilAsked();
  const path = `/v1${customer.path}/otp`;
  const { key } = customer;
  const send = (code: string, headers: Record<string, string> = {}) => ({
    key,
    json: { code },
    headers: { Prefer: 'wait=20', ...headers },
  });
  const first = await api.call('POST', path, send('000000', { 'Idempotency-Key': 'one' }));
  expect(first.status).toBe(422);

  for (const keys of [`${k1},${k2}`, `${k2},${k1}`, k2]) {
    if (keys === k2) await resealAll(api.db, current);
    await withKeys(keys, async (call) => {
      const repeated = await call('POST', path, send('000000'));
      expect([repeated.status, repeated.text.includes('repeated')], repeated.text).toEqual([422, true]);
      const again = await call('POST', path, send('000000', { 'Idempotency-Key': 'one' }));
      expect(again.text).toBe(first.text);
    });
  }
  expect(bank.typed).toEqual(['000000']);
  await withKeys(k2, async (call) => {
    expect((await call('POST', path, send('123456'))).status).toBe(200);
  });
});

it('a login whose password is sealed with a missing key ends at once, and says why', async () => {
  const customer = await api.newCustomer('asking');
  const { accountId } = customer;
  const sealed = await seal(createTestRing(), purpose.bankPassword(accountId), 'hunter2');
  await api.stack.db
    .updateTable('account_configs')
    .set({ bank_password_sealed: sealed })
    .where('account_id', '=', accountId)
    .execute();
  const opened = bank.opened();
  expect((await customer.start()).status).toBe(202);
  const startedAt = performance.now();
  expect(await customer.ended()).toMatchObject({ outcome: 'error', reason: 'cannot_open' });
  // The database's answer is not taken for an outage, which would be waited out for 45 s.
  expect(performance.now() - startedAt).toBeLessThan(40_000);
  expect(bank.opened()).toBe(opened);
  expect(await customer.row()).toMatchObject({ blocked_at: null, failures_in_row: 0 });
});
