import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { requestResend } from '../../src/temporal/login-messages.js';
import { type DemoLogins, openDemoLogins, untilResendIsOffered } from '../e2e/demo-logins.js';
import { recordHistory, readableHistory } from '../support/histories.js';
import { until } from '../support/until.js';

let logins: DemoLogins;
beforeAll(async () => {
  logins = await openDemoLogins('demo');
});
afterEach(({ task }) => recordHistory(logins.stack.takeHandles(), task));
afterAll(() => logins.close());

it('a deadline that passes before the login learns of its new one has no effect', async () => {
  const { bank, stack } = logins;
  const login = await logins.logIn('otp-resend', { otpWaitSeconds: 18 });
  const request = await login.pending();
  const passesAt = request.expires_at.getTime();
  const old = await bank.code(login.username);
  await untilResendIsOffered(request);

  // The worker that records the new deadline takes no more workflow tasks after that.
  const stopped = await stack.db.transaction().execute(async (trx) => {
    await trx
      .selectFrom('assistance_requests')
      .select('id')
      .where('id', '=', request.id)
      .forUpdate()
      .execute();
    await login.handle.signal(requestResend, { resendId: randomUUID(), requestId: request.id });
    await until(
      async () => (await readableHistory(login.handle)).includes('renewRequest'),
      'the report of it',
    );
    const stopping = stack.stopWorker();
    await until(() => Date.now() > passesAt - 2_000, 'the last moment');
    return { stopping };
  });
  await stopped.stopping;
  await until(() => Date.now() > passesAt + 1_000, 'the old deadline');

  const another = await stack.startWorker();
  await login.submit(await bank.code(login.username, old));
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  await another.stop();
});
