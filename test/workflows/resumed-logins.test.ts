import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { requestResend } from '../../src/temporal/login-messages.js';
import { type DemoLogins, openDemoLogins, untilResendIsOffered } from '../e2e/demo-logins.js';
import { anotherCode } from '../support/demo-bank.js';
import { recordHistory } from '../support/histories.js';
import { until } from '../support/until.js';

/** Logins at the demo bank that release their browser while they wait; run one by one, to record their histories. */

let bank: DemoLogins['bank'];
let stack: DemoLogins['stack'];
let logIn: DemoLogins['logIn'];
let restingLogin: DemoLogins['restingLogin'];
let close: DemoLogins['close'];

beforeAll(async () => {
  ({ bank, stack, logIn, restingLogin, close } = await openDemoLogins('demo'));
});
afterEach(({ task }) => recordHistory(stack.takeHandles(), task));
afterAll(() => close());

it('a login resumes from its checkpoint when the code comes, and again after a wrong one', async () => {
  const login = await restingLogin('otp');
  const code = await bank.code(login.username);
  expect(await login.settled(await login.submit(anotherCode(code)))).toBe('rejected');
  await login.submit(code);
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
});

it('a login is lost with its checkpoint; no code is typed', async () => {
  const login = await restingLogin('otp');
  await stack.db.deleteFrom('checkpoints').where('login_id', '=', login.loginId).execute();
  const submission = await login.submit(await bank.code(login.username));
  expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
  expect(await login.outcome(submission)).toBe('superseded');
  expect(await bank.ledger(login.username)).toEqual(['login_submitted', 'code_sent']);
});

it('a login asks the bank for one more code when two people request it', async () => {
  const login = await restingLogin('otp-resend');
  const old = await bank.code(login.username);
  await untilResendIsOffered(login.request);
  for (let wish = 0; wish < 2; wish += 1)
    await login.handle.signal(requestResend, { resendId: randomUUID(), requestId: login.request.id });
  await login.submit(await bank.code(login.username, old));
  expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  expect((await bank.ledger(login.username)).filter((type) => type === 'code_sent')).toHaveLength(2);
});

it('the audit trail says that no other code was sent, and why', async () => {
  const login = await logIn('otp-resend', { maxCodesPerDay: 1, otpWaitSeconds: 120 });
  const request = await login.pending();
  await login.handle.signal(requestResend, { resendId: randomUUID(), requestId: request.id });
  const told = await until(
    () =>
      stack.db
        .selectFrom('events')
        .select(['account_id', 'details'])
        .where('type', '=', 'assistance.not_resent')
        .executeTakeFirst(),
    'the event',
  );
  expect(told).toEqual({
    account_id: request.account_id,
    details: { requestId: request.id, type: 'otp', reason: 'code_budget' },
  });
  await login.submit(await bank.code(login.username));
  expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
});
