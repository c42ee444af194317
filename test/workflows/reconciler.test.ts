import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import { createLoginRegistry } from '../../src/api/login-registry.js';
import { reconcile } from '../../src/api/reconciler.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

const banks = new Map<string, BankDriver>();
let stack: LoginStack;

beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterAll(() => stack.close());

async function waitingLogin() {
  const { driver } = scriptedBank({
    code: `bank-${randomUUID()}`,
    onOpen: sixDigits,
    onCode: { is: 'logged_in' },
  });
  banks.set(driver.code, driver);
  const login = await stack.logIn({ bankCode: driver.code });
  await login.pending();
  // The reconciler leaves logins alone that have only just begun.
  await stack.db
    .updateTable('logins')
    .set({ started_at: new Date(Date.now() - 60_000) })
    .where('id', '=', login.loginId)
    .execute();
  return login;
}

const reconcileNow = () =>
  reconcile({
    db: stack.db,
    registry: createLoginRegistry(stack.client),
    startDeliveries: () => Promise.resolve(),
    log: pino({ level: 'silent' }),
  });

describe('the reconciler', () => {
  it('leaves a live login as it is', async () => {
    const login = await waitingLogin();
    await reconcileNow();
    expect(await login.login()).toMatchObject({ phase: 'waiting_for_code', ended_at: null });
    await login.handle.cancel();
    await login.handle.result();
  });

  it('closes a login that was terminated in Temporal, with its request and its codes', async () => {
    const login = await waitingLogin();
    await login.handle.terminate('by a test');
    await reconcileNow();
    expect(await login.login()).toMatchObject({ outcome: 'session_lost' });
    expect((await login.requests())[0]).toMatchObject({ status: 'cancelled', reason: 'session_lost' });
    const events = await stack.db
      .selectFrom('events')
      .select('type')
      .where('account_id', '=', login.accountId)
      .execute();
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['login.reconciled', 'assistance.cancelled', 'login.failed']),
    );
    expect(await login.account()).toMatchObject({ failures_in_row: 0 });
  });

  it('has a login publish itself again when the database has forgotten it', async () => {
    const login = await waitingLogin();
    const before = await login.pending();
    await stack.db.deleteFrom('logins').where('id', '=', login.loginId).execute();
    expect(await login.requests()).toEqual([]);
    await until(async () => {
      // Temporal lists a login a moment after it has started.
      await reconcileNow();
      return (await login.requests()).length > 0;
    }, 'the request to be published again');
    expect(await login.pending()).toMatchObject({ id: before.id, attempts: 0 });
    await login.submit('123456');
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.login()).toMatchObject({ outcome: 'logged_in' });
  });
});
