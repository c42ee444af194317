import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { until } from '../support/until.js';
import { type DemoLogins, openDemoLogins } from './demo-logins.js';

let bank: DemoLogins['bank'];
let stack: DemoLogins['stack'];
let logIn: DemoLogins['logIn'];
let close: DemoLogins['close'];

beforeAll(async () => {
  ({ bank, stack, logIn, close } = await openDemoLogins('demo-held'));
});
afterAll(() => close());

const wrongCode = (right: string) => (right.startsWith('0') ? `1${right.slice(1)}` : `0${right.slice(1)}`);

describe.concurrent('each demo user name', () => {
  it.each([
    'otp',
    'otp-8',
    'otp-alnum',
    'otp-boxes',
    'otp-spa',
    'otp-dup-sms',
    'otp-resend',
    'otp-pagebound',
    'trusted',
  ])('%s: logs in with the code of the SMS', async (name) => {
    const login = await logIn(name);
    const { descriptor } = await login.pending();
    const code = await bank.code(login.username);
    expect(descriptor).toMatchObject({
      length: code.length,
      type: name === 'otp-alnum' ? 'alphanumeric' : 'numeric',
      purpose: 'login',
      channel: 'unknown',
    });
    const submission = await login.submit(code);
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.outcome(submission)).toBe('accepted');
    expect((await login.requests()).map(({ status, attempts }) => [status, attempts])).toEqual([
      ['fulfilled', 1],
    ]);
    expect(await bank.ledger(login.username)).toEqual([
      'login_submitted',
      'code_sent',
      'code_submitted:yes',
      'logged_in',
    ]);
  });

  it('ok and slow: log in without a code', async () => {
    const [ok, slow] = [await logIn('ok'), await logIn('slow')];
    for (const login of [ok, slow]) {
      expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
      expect(await login.requests()).toEqual([]);
    }
  });

  it.each(['otp', 'otp-spa', 'otp-boxes'])(
    '%s: a wrong code leaves the request pending, the right one fulfils it',
    async (name) => {
      const login = await logIn(name);
      const request = await login.pending();
      const code = await bank.code(login.username);
      expect(await login.settled(await login.submit(wrongCode(code)))).toBe('rejected');
      expect(await login.pending()).toMatchObject({
        id: request.id,
        attempts: 1,
        previous_outcome: 'rejected',
      });
      expect((await login.pending()).bank_message).toContain('not correct');
      expect(await login.settled(await login.submit(code))).toBe('accepted');
      expect((await login.requests())[0]).toMatchObject({ status: 'fulfilled', attempts: 2 });
    },
  );

  it('otp: attempts are exhausted after three wrong codes', async () => {
    const login = await logIn('otp');
    for (const code of ['000001', '000002', '000003']) await login.settled(await login.submit(code));
    expect(await login.handle.result()).toMatchObject({ outcome: 'attempts_exhausted' });
    expect((await login.requests())[0]).toMatchObject({
      status: 'cancelled',
      reason: 'attempts_exhausted',
      attempts: 3,
    });
  });

  it('otp-attempts: three wrong codes lock the account; nothing stays pending', async () => {
    const login = await logIn('otp-attempts');
    for (const code of ['000001', '000002', '000003']) await login.settled(await login.submit(code));
    expect(await login.handle.result()).toMatchObject({ outcome: 'account_locked' });
    expect((await login.requests())[0]).toMatchObject({
      status: 'cancelled',
      reason: 'account_locked',
      attempts: 3,
    });
    expect(await login.account()).toMatchObject({ blocked_reason: 'account_locked' });
  });

  it('otp-reject-once: the rejection repeats the code, which is removed from the message', async () => {
    const login = await logIn('otp-reject-once');
    await login.pending();
    const code = await bank.code(login.username);
    const wrong = wrongCode(code);
    expect(await login.settled(await login.submit(wrong))).toBe('rejected');
    const { bank_message: message } = await login.pending();
    expect(message).toContain('We could not accept the code •••.');
    expect(message).not.toContain(wrong);
    expect(await login.settled(await login.submit(code))).toBe('accepted');
  });

  it('otp-twice: the second prompt is a second request', async () => {
    const login = await logIn('otp-twice');
    const first = await login.pending();
    const firstCode = await bank.code(login.username);
    await login.submit(firstCode);
    const second = await until(
      async () => (await login.requests()).find(({ id, status }) => id !== first.id && status === 'pending'),
      'a second request',
    );
    await login.submit(await bank.code(login.username, firstCode), second.id);
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
    expect((await login.requests()).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
    expect((await bank.ledger(login.username)).filter((type) => type === 'code_sent')).toHaveLength(2);
  });

  it('otp-expire: a code that is too old for the bank counts as a wrong one', async () => {
    const login = await logIn('otp-expire');
    await login.pending();
    const code = await bank.code(login.username);
    // The bank sent it some time ago; how long ago depends on the speed of the page.
    const sentBefore = Date.now();
    await until(() => Date.now() - sentBefore > 15_500, 'the code’s end', 20_000);
    expect(await login.settled(await login.submit(code))).toBe('rejected');
    expect((await login.pending()).bank_message).toContain('expired');
    await login.handle.cancel();
  });

  it('otp-slow-sms: waits for the SMS that comes ten seconds late', async () => {
    const login = await logIn('otp-slow-sms');
    await login.pending();
    expect(await bank.codes(login.username)).toEqual([]);
    await login.submit(await bank.code(login.username));
    expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  });

  it('totp: asks for a code that no message brings', async () => {
    const login = await logIn('totp', { otpWaitSeconds: 2 });
    expect((await login.pending()).descriptor).toMatchObject({ length: 6, type: 'numeric' });
    expect(await login.handle.result()).toMatchObject({ outcome: 'expired' });
    expect(await bank.ledger(login.username)).toEqual(['login_submitted']);
  });

  it.each([
    ['bad-password', 'bad_credentials'],
    ['locked', 'account_locked'],
    ['unavailable', 'bank_unavailable'],
    ['odd-page', 'page_not_recognised'],
  ])('%s: ends as %s', async (name, outcome) => {
    const login = await logIn(name);
    expect(await login.handle.result()).toMatchObject({ outcome });
    expect(await login.requests()).toEqual([]);
  });

  it('logout: the bank ends the session after 20 s, and the session needs attention', async () => {
    const login = await logIn('logout', { sessionType: 'persistent' });
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'bank_logged_out' });
  });

  it('a password that the bank refuses blocks the account at once', async () => {
    const login = await logIn('otp', { password: 'wrong' });
    expect(await login.handle.result()).toMatchObject({ outcome: 'bad_credentials' });
    expect(await login.account()).toMatchObject({ blocked_reason: 'bad_credentials' });
  });
});

describe('logins at the same time', () => {
  it('five wait in one Chromium of each worker, each in its own context', async () => {
    const logins = await Promise.all(Array.from({ length: 5 }, () => logIn('otp')));
    await Promise.all(logins.map((login) => login.pending()));
    const contexts = logins.map(({ loginId }) => stack.heldLogins.get(loginId)?.context);
    expect(new Set(contexts).size).toBe(5);
    const browsers = new Set(contexts.map((context) => context?.browser()));
    expect(browsers.size).toBeLessThanOrEqual(inject('machines'));
    await Promise.all(logins.map(async (login) => login.submit(await bank.code(login.username))));
    for (const login of logins) expect(await login.handle.result()).toMatchObject({ outcome: 'logged_in' });
  });
});
