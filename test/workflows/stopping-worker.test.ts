import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { until } from '../support/until.js';

/** A worker that is asked to stop, at the demo bank. */

let bank: DemoBank;
let stack: LoginStack;
beforeAll(async () => {
  bank = await openDemoBank();
  stack = await createLoginStack(bank.banks, { graceMs: 120_000 });
});
afterAll(async () => {
  await stack.close();
  await bank.close();
});

async function waitingLogin(bankCode: 'demo' | 'demo-held') {
  const username = `otp+stopping-${bankCode}`;
  const login = await stack.logIn({ bankCode, username, password: 'demo', otpWaitSeconds: 120 });
  await login.pending();
  return { ...login, answer: async () => login.submit(await bank.code(username)) };
}

it('takes back what nobody else would, for as long as it stays for what it holds', async () => {
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
