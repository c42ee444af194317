import { randomUUID } from 'node:crypto';
import { Client } from '@temporalio/client';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { SessionType } from '../../src/assistance/statuses.js';
import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';
import { createLoginRegistry } from '../../src/logins/login-registry.js';
import { createReconciler } from '../../src/logins/reconciler.js';
import { recordHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

const banks = new Map<string, BankDriver>();
let stack: LoginStack;

beforeAll(async () => {
  stack = await createLoginStack(banks);
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(() => stack.close());

async function waitingLogin(sessionType: SessionType = 'one-shot') {
  const { driver } = scriptedBank({
    code: `bank-${randomUUID()}`,
    onOpen: sixDigits,
    onCode: { is: 'logged_in' },
  });
  banks.set(driver.code, driver);
  const login = await stack.logIn({ bankCode: driver.code, sessionType });
  await login.pending();
  // The reconciler ignores logins that have just started.
  await stack.db
    .updateTable('logins')
    .set({ started_at: new Date(Date.now() - 60_000) })
    .where('id', '=', login.loginId)
    .execute();
  return login;
}

/** A reconciler that has not run yet. Each call of it is one run. */
const newReconciler = (temporal: Client = stack.client) =>
  createReconciler({
    db: stack.db,
    registry: createLoginRegistry(temporal),
    startDeliveries: () => Promise.resolve(),
    startRetries: () => Promise.resolve(),
    log: pino({ level: 'silent' }),
  });
const reconcileNow = () => newReconciler()();

describe('the reconciler', () => {
  it('leaves a live login unchanged', async () => {
    const login = await waitingLogin();
    await reconcileNow();
    expect(await login.login()).toMatchObject({ phase: 'waiting_for_code', ended_at: null });
    const registry = createLoginRegistry(stack.client);
    const live = await until(
      async () => (await registry.listLiveLogins()).find(({ loginId }) => loginId === login.loginId),
      'Temporal’s list',
    );
    expect(await registry.isHeld(live)).toBe(true);
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

  it('closes open logins when the namespace was deleted', async () => {
    const login = await waitingLogin();
    const elsewhere = new Client({ connection: stack.client.connection, namespace: `gone-${randomUUID()}` });
    await newReconciler(elsewhere)();
    expect(await login.login()).toMatchObject({ outcome: 'session_lost' });
    expect((await login.requests())[0]).toMatchObject({ status: 'cancelled', reason: 'session_lost' });
    await login.handle.terminate('by a test');
  });

  it('makes a login publish itself again when the database has lost it', async () => {
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

  it('makes a login report its state when the database was restored to an earlier one', async () => {
    const login = await waitingLogin();
    const asked = await login.pending();
    // As in a backup from the moment before the request.
    await stack.db.deleteFrom('assistance_requests').where('id', '=', asked.id).execute();
    await stack.db
      .updateTable('logins')
      .set({ phase: 'logging_in', report_number: 1 })
      .where('id', '=', login.loginId)
      .execute();
    const reconcile = newReconciler();
    await until(async () => {
      await reconcile();
      return (await login.requests()).length > 0;
    }, 'the request to be published again');
    expect(await login.pending()).toMatchObject({ id: asked.id });
    expect(await login.login()).toMatchObject({ phase: 'waiting_for_code' });
    await login.submit('123456');
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  });

  it('closes a request that a restored database brought back after the session continued', async () => {
    const login = await waitingLogin('persistent');
    const asked = await login.pending();
    await login.submit('123456');
    await until(async () => (await login.login())?.phase === 'running', 'the session');
    await stack.db
      .updateTable('assistance_requests')
      .set({ status: 'pending', ended_at: null })
      .where('id', '=', asked.id)
      .execute();
    const reconcile = newReconciler();
    await until(async () => {
      await reconcile();
      return (await login.requests())[0]?.status === 'cancelled';
    }, 'the request to be closed');
    await login.handle.cancel();
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
  });

  it('does not signal a login on which Temporal and the database agree', async () => {
    const login = await waitingLogin();
    // Temporal lists the phase of a login a moment after it has changed.
    await until(async () => {
      const live = await createLoginRegistry(stack.client).listLiveLogins();
      return live.some(({ loginId, expiresAt }) => loginId === login.loginId && expiresAt !== null);
    }, 'Temporal’s list');
    const before = (await login.handle.describe()).historyLength;
    const reconcile = newReconciler();
    for (let look = 0; look < 4; look += 1) await reconcile();
    expect((await login.handle.describe()).historyLength).toBe(before);
    await login.handle.cancel();
    await login.handle.result();
  });

  it('stops a login that is open in Temporal but has ended in the database', async () => {
    const login = await waitingLogin();
    await stack.db
      .updateTable('logins')
      .set({ ended_at: new Date(Date.now() - 120_000), outcome: 'session_lost' })
      .where('id', '=', login.loginId)
      .execute();
    const reconcile = newReconciler();
    await until(async () => {
      await reconcile();
      return (await login.handle.describe()).status.name === 'COMPLETED';
    }, 'its end');
    expect(await login.handle.result()).toMatchObject({ outcome: 'cancelled' });
    const told = await stack.db
      .selectFrom('events')
      .select('details')
      .where('account_id', '=', login.accountId)
      .where('type', '=', 'login.reconciled')
      .execute();
    expect(told[0]?.details).toMatchObject({ reason: 'over_but_alive' });
  });

  it('lets a login open its request although a restored database does not know the login', async () => {
    let ask: () => void = () => undefined;
    const asking = new Promise<BankAnswer>((resolve) => {
      ask = () => resolve(sixDigits);
    });
    const { driver } = scriptedBank({
      code: `bank-${randomUUID()}`,
      onOpen: () => asking,
      onCode: { is: 'logged_in' },
    });
    banks.set(driver.code, driver);
    const login = await stack.logIn({ bankCode: driver.code });
    await until(async () => (await login.login())?.phase === 'logging_in', 'the login page');
    await stack.db.deleteFrom('logins').where('id', '=', login.loginId).execute();
    ask();
    await login.pending();
    await login.submit('123456');
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  });
});
