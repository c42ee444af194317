import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_TOTP_SECRET } from '../../demo-bank/authenticator.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { requestResend } from '../../src/temporal/login-messages.js';
import { anotherCode } from '../support/demo-bank.js';
import { until } from '../support/until.js';
import { type DemoLogins, openDemoLogins, untilResendIsOffered } from './demo-logins.js';
import { randomUUID } from 'node:crypto';

let bank: DemoLogins['bank'];
let stack: DemoLogins['stack'];
let logIn: DemoLogins['logIn'];
let close: DemoLogins['close'];

beforeAll(async () => {
  ({ bank, stack, logIn, close } = await openDemoLogins('demo'));
});
afterAll(() => close());

const isReleased = (loginId: string) => () => stack.heldLogins.get(loginId) === undefined;

describe.concurrent('a bank whose code page can be opened again', () => {
  it.each(['otp', 'otp-spa', 'otp-boxes'])(
    '%s: needs no browser while it waits, and no second SMS',
    async (name) => {
      const login = await logIn(name);
      await login.pending();
      await until(isReleased(login.loginId), 'the browser to be given back');
      const code = await bank.code(login.username);
      await login.submit(code);
      expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
      expect(await bank.ledger(login.username)).toEqual([
        'login_submitted',
        'code_sent',
        'code_submitted:yes',
        'logged_in',
      ]);
    },
  );

  it('continues in yet another browser after a wrong code', async () => {
    const login = await logIn('otp');
    await login.pending();
    const code = await bank.code(login.username);
    expect(await login.settled(await login.submit(anotherCode(code)))).toBe('rejected');
    await until(isReleased(login.loginId), 'the browser to be given back');
    expect(await login.settled(await login.submit(code))).toBe('accepted');
  });

  it('otp-pagebound: notices that the checkpoint is useless before it types: no code is typed or sent', async () => {
    const login = await logIn('otp-pagebound');
    await login.pending();
    await until(isReleased(login.loginId), 'the browser to be given back');
    const submission = await login.submit(await bank.code(login.username));
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect((await login.requests())[0]).toMatchObject({
      status: 'cancelled',
      reason: 'session_lost',
      attempts: 0,
    });
    expect(await login.outcome(submission)).toBe('superseded');
    expect(await bank.ledger(login.username)).toEqual(['login_submitted', 'code_sent']);
  });

  it('can expire and be stopped without a browser', async () => {
    const expiring = await logIn('otp', { otpWaitSeconds: 3 });
    const stopping = await logIn('otp');
    await stopping.pending();
    await until(isReleased(stopping.loginId), 'the browser to be given back');
    await stopping.handle.cancel();
    expect(await stopping.handle.result()).toEqual({ outcome: 'cancelled', reason: null });
    expect(await expiring.handle.result()).toEqual({ outcome: 'expired', reason: null });
  });
});

describe.concurrent('a bank that sends a code again', () => {
  it('invalidates the old code, extends the deadline, and counts the code in the day’s budget', async () => {
    const account = {
      bankCode: 'demo-held',
      username: 'otp-resend+1',
      password: 'demo',
      otpWaitSeconds: 100,
    };
    const login = await stack.logIn(account);
    const before = await login.pending();
    const old = await bank.code(account.username);
    await untilResendIsOffered(before);
    const wrong = anotherCode(old);
    expect(await login.settled(await login.submit(wrong))).toBe('rejected');
    const wish = () => login.handle.signal(requestResend, { resendId: randomUUID(), requestId: before.id });
    await wish();
    // Another caller who asks in the meantime gets the same code.
    await wish();
    const fresh = await bank.code(account.username, old);
    const after = await until(
      async () => (await login.requests()).find(({ expires_at: at }) => at > before.expires_at),
      'a new deadline',
    );
    expect(after).toMatchObject({ id: before.id, status: 'pending', attempts: 1 });
    expect(after.requested_at.getTime()).toBeGreaterThan(before.requested_at.getTime());
    // The rejected code stays rejected, and the bank rejects the code that it has replaced.
    expect(await login.settled(await login.submit(wrong))).toBe('repeated');
    expect(await login.settled(await login.submit(old))).toBe('rejected');
    expect(await login.settled(await login.submit(fresh))).toBe('accepted');
    const sent = await stack.db
      .selectFrom('codes_sent')
      .selectAll()
      .where('login_id', '=', login.loginId)
      .execute();
    expect(sent).toHaveLength(2);
  });
});

describe.concurrent('a bank that remembers the browser', () => {
  it('trusted: asks for a code once, and not at the next login', async () => {
    const account = { bankCode: 'demo', username: 'trusted+1', password: 'demo' };
    const accountId = await stack.createAccount(account);
    const first = await stack.start(accountId, account);
    await first.submit(await bank.code(account.username));
    expect(await first.handle.result()).toMatchObject({ outcome: 'logged_in' });
    const second = await stack.start(accountId, account);
    expect(await second.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect(await second.requests()).toEqual([]);
    expect((await bank.ledger(account.username)).filter((type) => type === 'code_sent')).toHaveLength(1);
  });

  it('trusted: asks for a code again if the kept browser is lost', async () => {
    const account = { bankCode: 'demo', username: 'trusted+2', password: 'demo' };
    const accountId = await stack.createAccount(account);
    const first = await stack.start(accountId, account);
    const code = await bank.code(account.username);
    await first.submit(code);
    expect(await first.handle.result()).toMatchObject({ outcome: 'logged_in' });
    await stack.db
      .updateTable('trusted_browsers')
      .set({ sealed: await seal(stack.ring, purpose.totpSecret(accountId), 'sealed for something else') })
      .where('account_id', '=', accountId)
      .execute();
    const second = await stack.start(accountId, account);
    await second.submit(await bank.code(account.username, code));
    expect(await second.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect((await bank.ledger(account.username)).filter((type) => type === 'code_sent')).toHaveLength(2);
  });

  it('otp: an open session is not a trusted browser: the next login asks again', async () => {
    const account = { bankCode: 'demo', username: 'otp+again', password: 'demo' };
    const accountId = await stack.createAccount(account);
    for (const expected of [1, 2]) {
      const login = await stack.start(accountId, account);
      await login.pending();
      const [code = ''] = await bank.codes(account.username);
      await login.submit(code);
      expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
      expect((await bank.ledger(account.username)).filter((type) => type === 'code_sent')).toHaveLength(
        expected,
      );
    }
  });
});

describe.concurrent('an account with an authenticator', () => {
  it('totp: logs in by itself, and never uses a time step twice', async () => {
    // The bank sends no code, so the second login does not exceed the day's budget.
    const account = { bankCode: 'demo', username: 'totp+1', password: 'demo', maxCodesPerDay: 1 };
    const accountId = await stack.createAccount(account);
    await stack.db
      .updateTable('account_configs')
      .set({ totp_secret_sealed: await seal(stack.ring, purpose.totpSecret(accountId), DEMO_TOTP_SECRET) })
      .where('account_id', '=', accountId)
      .execute();
    for (let logins = 0; logins < 2; logins += 1) {
      const login = await stack.start(accountId, account);
      expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
      expect(await login.requests()).toEqual([]);
    }
    expect((await bank.ledger(account.username)).filter((type) => type.startsWith('code_'))).toEqual([
      'code_submitted:yes',
      'code_submitted:yes',
    ]);
  });
});
