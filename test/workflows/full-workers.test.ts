import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { until } from '../support/until.js';

/** Two workers of two browsers each, at the demo bank. */

let bank: DemoBank;
let stack: LoginStack;
beforeAll(async () => {
  bank = await openDemoBank();
  stack = await createLoginStack(bank.banks, { browserSlots: 2 });
});
afterAll(async () => {
  await stack.close();
  await bank.close();
});

let users = 0;
async function waitingLogin(bankCode: 'demo' | 'demo-held') {
  users += 1;
  const username = `otp+full${users}`;
  const login = await stack.logIn({
    bankCode,
    username,
    password: 'demo',
    sessionType: 'persistent',
    otpWaitSeconds: 120,
  });
  await login.pending();
  return {
    ...login,
    answer: async () => login.submit(await bank.code(username)),
    isRunning: async () => (await login.login())?.phase === 'running',
  };
}

it('a login that comes back goes to the worker that has a browser free, and is never parked at a full one', async () => {
  const resting = [];
  for (let n = 0; n < 4; n += 1) resting.push(await waitingLogin('demo'));
  // Those logins have released their browsers. This one keeps its own, and one of the resumed ones takes the other.
  await until(() => stack.heldLogins.size === 0, 'all to rest');
  await waitingLogin('demo-held');
  const [first, ...others] = resting;
  await first?.answer();
  await until(async () => first && (await first.isRunning()), 'the first to come back');
  expect(stack.heldLogins.size).toBe(2);

  const another = await stack.startWorker({ browserSlots: 2 });
  const [second, third, last] = others;
  for (const login of [second, third]) {
    await login?.answer();
    // Much earlier than a full worker gives up a login, or the other session ends.
    await until(async () => login && (await login.isRunning()), 'a login to come back elsewhere', 20_000);
  }
  expect(another.heldLogins.size).toBe(2);

  // Now all workers are full: the last login gets the first browser that is released.
  await last?.answer();
  await second?.handle.cancel();
  await until(async () => last && (await last.isRunning()), 'the last to come back', 20_000);
  await another.stop();
});
