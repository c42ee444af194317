import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { until } from '../support/until.js';

/** A worker that is asked to stop, at the demo bank. */

let bank: DemoBank;
let stack: LoginStack;
beforeAll(async () => {
  bank = await openDemoBank();
});
afterEach(() => stack.close());
afterAll(() => bank.close());

let users = 0;
async function waitingLogin(bankCode: 'demo' | 'demo-held') {
  users += 1;
  const username = `otp+stopping${users}`;
  const login = await stack.logIn({ bankCode, username, password: 'demo', otpWaitSeconds: 120 });
  await login.pending();
  return { ...login, answer: async () => login.submit(await bank.code(username)) };
}

it('takes back what nobody else would, for as long as it stays for what it holds', async () => {
  stack = await createLoginStack(bank.banks, { graceMs: 120_000 });
  const resting = await waitingLogin('demo');
  await until(() => stack.heldLogins.size === 0, 'it to rest');
  const held = await waitingLogin('demo-held');

  let hasStopped = false;
  const stopped = stack.stopWorker().then(() => {
    hasStopped = true;
  });
  await resting.answer();
  expect(await resting.handle.result()).toMatchObject({ outcome: 'logged_in' });
  expect(hasStopped).toBe(false);
  await held.answer();
  expect(await held.handle.result()).toMatchObject({ outcome: 'logged_in' });
  await stopped;
  expect(await held.login()).toMatchObject({ outcome: 'logged_in' });
});

it('hands over at once what holds a browser and can go on elsewhere', async () => {
  const demo = bank.banks.get('demo');
  if (!demo) throw new Error('the demo bank has another name');
  const keepsBrowser = new Map([['demo', { ...demo, releaseWhileWaiting: false }]]);
  stack = await createLoginStack(keepsBrowser, { graceMs: 120_000 });
  const login = await waitingLogin('demo');
  const another = await stack.startWorker();
  expect(stack.heldLogins.size).toBe(1);
  const askedAt = performance.now();
  const stopped = stack.stopWorker();
  await until(() => stack.heldLogins.size === 0, 'the browser to be given back', 10_000);
  console.log(`handed over after ${Math.round(performance.now() - askedAt)} ms`);
  await stopped;
  await login.answer();
  expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  await another.stop();
});

it('ends honestly what it still holds when the grace is over', async () => {
  stack = await createLoginStack(bank.banks, { graceMs: 1_000 });
  const login = await waitingLogin('demo-held');
  await stack.stopWorker();
  expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
  expect((await login.requests())[0]).toMatchObject({ status: 'cancelled', reason: 'session_lost' });
  expect(await login.login()).toMatchObject({ outcome: 'session_lost' });
});
