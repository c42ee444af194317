import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoLogins, openDemoLogins } from '../e2e/demo-logins.js';
import { until } from '../support/until.js';

/** A worker with one browser, which it keeps while a code is waited for, unless another login needs it. */

let logins: DemoLogins;
beforeAll(async () => {
  logins = await openDemoLogins('demo', { worker: { browserSlots: 1, keepSpareMs: 60_000 } });
});
afterAll(() => logins.close());

const holdsOf = async ({ handle }: Awaited<ReturnType<DemoLogins['logIn']>>): Promise<number> => {
  const { events } = await handle.fetchHistory();
  const names = events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  return names?.filter((name) => name === 'holdBrowser').length ?? 0;
};

it('a code is typed in the browser that waited for it', async () => {
  const login = await logins.logIn('otp');
  await login.pending();
  expect(logins.stack.heldLogins.get(login.loginId)?.isSpare).toBe(true);
  await login.submit(await logins.bank.code(login.username));
  expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  expect(await holdsOf(login)).toBe(1);
});

it('another login gets the browser that is not needed, and the first goes on in a new one', async () => {
  const { bank, stack } = logins;
  const first = await logins.logIn('otp', { otpWaitSeconds: 120 });
  await first.pending();
  const second = await logins.logIn('otp', { otpWaitSeconds: 120 });
  await second.pending();
  expect(stack.heldLogins.get(first.loginId)).toBeUndefined();
  await first.submit(await bank.code(first.username));
  expect(await first.handle.result()).toMatchObject({ outcome: 'logged_in' });
  expect(await holdsOf(first)).toBe(2);
  await second.submit(await bank.code(second.username));
  expect(await second.handle.result()).toMatchObject({ outcome: 'logged_in' });
  for (const { username } of [first, second]) {
    const codes = (await bank.ledger(username)).filter((event) => event.startsWith('code_sent'));
    expect(codes).toHaveLength(1);
  }
});

it('a browser that is not needed is closed after a while', async () => {
  const other = await openDemoLogins('demo', { worker: { keepSpareMs: 300 } });
  try {
    const login = await other.logIn('otp');
    await login.pending();
    await until(() => other.stack.heldLogins.size === 0, 'the browser to be closed');
    await login.submit(await other.bank.code(login.username));
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  } finally {
    await other.close();
  }
});
