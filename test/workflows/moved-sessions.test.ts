import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { BankDriver } from '../../src/banks/bank-driver.js';
import { findCheckpoint, saveCheckpoint } from '../../src/db/logins/browser-states.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { recordHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { until } from '../support/until.js';

/** Logged-in sessions at the demo bank whose worker or browser goes away. `demo` can be moved, `demo-held` cannot. */

let bank: DemoBank;
let stack: LoginStack;
/** The pages from which the keep-alive page was visited. */
const visitedFrom: string[] = [];
beforeAll(async () => {
  bank = await openDemoBank();
  // No visit to the bank comes between the steps of a test.
  const keptAliveSeldom = (driver: BankDriver): BankDriver => ({
    ...driver,
    keepAlive: { everySeconds: 3_600 },
    isStillLoggedIn: (page) => {
      visitedFrom.push(page.url());
      return driver.isStillLoggedIn(page);
    },
  });
  const banks = Array.from(bank.banks, ([code, driver]) => [code, keptAliveSeldom(driver)] as const);
  stack = await createLoginStack(new Map(banks), { graceMs: 120_000 });
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(async () => {
  await stack.close();
  await bank.close();
});

let users = 0;
/** A logged-in session that only stays open. `otp` is let in with a code, `ok` without one. */
async function openSession(bankCode: 'demo' | 'demo-held', scenario: 'otp' | 'ok' = 'ok') {
  users += 1;
  const username = `${scenario}+moved${users}`;
  const login = await stack.logIn({ bankCode, username, password: 'demo', sessionType: 'persistent' });
  if (scenario === 'otp') {
    await login.pending();
    await login.submit(await bank.code(username));
  }
  const untilQuiet = () =>
    until(async () => {
      const { pendingActivities } = (await login.handle.describe()).raw;
      const timeouts = pendingActivities?.map(({ activityOptions }) => activityOptions?.heartbeatTimeout);
      return timeouts?.length === 1 && Number(timeouts[0]?.seconds) === 90;
    }, 'the quiet hold alone');
  await until(async () => (await login.login())?.phase === 'running', 'the session');
  await untilQuiet();
  const oneLogin =
    scenario === 'otp' ? ['login_submitted', 'code_sent', 'code_submitted:yes'] : ['login_submitted'];
  return {
    ...login,
    untilQuiet,
    /** The bank saw one login, and sent one code at most. */
    expectOneLogin: async () =>
      expect((await bank.ledger(username)).filter((event) => !event.startsWith('logged'))).toEqual(oneLogin),
  };
}

it('a session whose browser is lost goes on in another one, without a login or a code', async () => {
  const session = await openSession('demo', 'otp');
  const before = stack.heldLogins.get(session.loginId);
  await before?.page.close();
  const after = await until(
    () => [stack.heldLogins.get(session.loginId)].find((held) => held !== before),
    'another browser',
  );
  await until(() => after.isLoggedIn, 'the session in it');
  expect(await session.login()).toMatchObject({ phase: 'running', ended_at: null });
  await session.untilQuiet();
  await session.expectOneLogin();
  // The bank's page is opened once.
  expect(visitedFrom).toEqual(['about:blank']);
  // The first worker was only suspended, and saves what it has.
  expect(await saveCheckpoint(stack.db, { ...session, holdNumber: 1 }, 'old')).toBe(false);
  expect(await findCheckpoint(stack.db, session.loginId)).not.toBe('old');
  await session.handle.cancel();
  expect(await session.handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
});

it('a session that the bank ended meanwhile ends so, and begins no login', async () => {
  const session = await openSession('demo');
  await signOutAtBank(session.loginId);
  await stack.heldLogins.get(session.loginId)?.page.close();
  expect(await session.handle.result()).toEqual({ outcome: 'logged_in', reason: 'bank_logged_out' });
  await session.expectOneLogin();
});

it('a session moves to another worker at SIGTERM with the state of that moment; others end after the grace', async () => {
  const stopping = await stack.startWorker({ graceMs: 3_000 });
  await stack.stopWorker();
  const held = await openSession('demo-held');
  const unsavable = await openSession('demo');
  await stopping.heldLogins.get(unsavable.loginId)?.page.evaluate(storesDeviceKey);
  const session = await openSession('demo');
  const page = stopping.heldLogins.get(session.loginId)?.page;
  // What the page stored since the last save.
  await page?.evaluate("sessionStorage.setItem('since', 'then')");
  const another = await stack.startWorker();
  await stopping.stop();

  const moved = await until(() => another.heldLogins.get(session.loginId), 'the session');
  await until(() => moved.isLoggedIn, 'the bank’s page');
  expect(await moved.page.evaluate("sessionStorage.getItem('since')")).toBe('then');
  for (const { handle } of [held, unsavable])
    expect(await handle.result()).toEqual({ outcome: 'logged_in', reason: 'session_lost' });
  await session.untilQuiet();
  await session.expectOneLogin();
  await session.handle.cancel();
  expect(await session.handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
  await another.stop();
});

it('sessions that move leave a browser to a login whose code has come', async () => {
  await stack.stopWorker();
  const stopping = await stack.startWorker({ graceMs: 120_000 });
  const waiting = await stack.logIn({ bankCode: 'demo', username: 'otp+moved', password: 'demo' });
  await waiting.pending();
  await until(() => !stopping.heldLogins.get(waiting.loginId), 'its browser to be closed');
  const sessions = [await openSession('demo'), await openSession('demo')];
  // One of its two browsers is reserved for codes.
  const another = await stack.startWorker({ browserSlots: 2 });
  await stopping.stop();
  const moved = await until(
    () => sessions.find(({ loginId }) => another.heldLogins.get(loginId)),
    'one of the sessions',
  );
  await moved.untilQuiet();
  await waiting.submit(await bank.code('otp+moved'));
  expect(await waiting.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  await Promise.all(sessions.map(({ handle }) => handle.cancel()));
  for (const { handle } of sessions)
    expect(await handle.result()).toEqual({ outcome: 'logged_in', reason: 'stopped' });
  await another.stop();
});

/** A key that must not leave the browser, in IndexedDB. */
const storesDeviceKey = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('device');
  opening.onerror = reject;
  opening.onupgradeneeded = () => opening.result.createObjectStore('keys');
  opening.onsuccess = async () => {
    const algorithm = { name: 'ECDSA', namedCurve: 'P-256' };
    const { privateKey } = await crypto.subtle.generateKey(algorithm, false, ['sign']);
    const storing = opening.result.transaction('keys', 'readwrite');
    storing.objectStore('keys').put(privateKey, 'device');
    storing.onerror = reject;
    storing.oncomplete = resolve;
  };
})`;

/** Signs the session out in its own browser, as the bank would do by itself. */
async function signOutAtBank(loginId: string): Promise<void> {
  const context = stack.heldLogins.get(loginId)?.context;
  const answer = await context?.request.post(`${bank.url}/logout`);
  expect(answer?.ok()).toBe(true);
}
