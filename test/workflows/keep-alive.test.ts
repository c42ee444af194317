import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { scriptedBank } from '../support/scripted-bank.js';
import { until } from '../support/until.js';

/** A bank with visits at a very short interval, to measure what a day of visits costs. */

const visitsInADay = 720;
let visits = 0;
let isLoggedIn = true;
const bank = scriptedBank({ code: 'kept-alive', onOpen: { is: 'logged_in' } });
const driver: BankDriver = {
  ...bank.driver,
  keepAlive: { everySeconds: 0.01 },
  isStillLoggedIn: () => {
    visits += 1;
    return Promise.resolve(isLoggedIn);
  },
};

let stack: LoginStack;
beforeAll(async () => {
  stack = await createLoginStack(new Map([[driver.code, driver]]));
});
afterAll(() => stack.close());

it('a session that only stays open sends a heartbeat a minute, and a stop does not wait for it', async () => {
  const login = await stack.logIn({ bankCode: driver.code, sessionType: 'persistent' });
  const described = async () => (await login.handle.describe()).raw;
  await until(async () => {
    const { pendingActivities, pendingWorkflowTask } = await described();
    const timeouts = pendingActivities?.map(({ activityOptions }) => activityOptions?.heartbeatTimeout);
    return !pendingWorkflowTask && timeouts?.length === 1 && Number(timeouts[0]?.seconds) === 90;
  }, 'the quiet hold alone');
  const transitions = async () => Number((await described()).workflowExecutionInfo?.stateTransitionCount);
  const before = await transitions();
  // While a code is waited for, a heartbeat is recorded every two seconds.
  await sleep(5_000);
  expect(await transitions()).toBe(before);

  const stoppedAt = performance.now();
  await login.handle.cancel();
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
  expect(performance.now() - stoppedAt).toBeLessThan(10_000);
  expect(stack.heldLogins.get(login.loginId)).toBeUndefined();
});

it('a session is kept alive without a trace in its history, and none begins by itself when the bank ends it', async () => {
  const login = await stack.logIn({ bankCode: driver.code, sessionType: 'persistent' });
  await until(async () => (await login.login())?.phase === 'running', 'the session');
  const savedAt = async () =>
    (
      await stack.db
        .selectFrom('session_states')
        .select('saved_at')
        .where('login_id', '=', login.loginId)
        .executeTakeFirstOrThrow()
    ).saved_at.getTime();
  const firstSaved = await savedAt();
  const before = (await login.handle.describe()).historyLength;
  const visitsBefore = visits;
  await until(() => visits - visitsBefore >= visitsInADay, 'a day of visits');
  const added = (await login.handle.describe()).historyLength - before;
  console.log(`${visits - visitsBefore} visits added ${added} events`);
  expect(added).toBeLessThan(60);
  // The session state that programs can read is as new as the last visit.
  expect(await savedAt()).toBeGreaterThan(firstSaved);

  isLoggedIn = false;
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'bank_logged_out' });
  const events = await stack.db
    .selectFrom('events')
    .select('type')
    .where('account_id', '=', login.accountId)
    .execute();
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['scrape.failed', 'session.needs_attention']),
  );
  await sleep(3_000);
  expect(bank.opened()).toBe(2);
  const begun = await stack.db
    .selectFrom('logins')
    .select('id')
    .where('account_id', '=', login.accountId)
    .execute();
  expect(begun).toHaveLength(1);
});
