import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type RemoteBrowser,
  startDebuggedChromium,
  startPlaywrightServer,
} from '../support/remote-browsers.js';
import { anotherCode } from '../support/demo-bank.js';
import { type DemoLogins, openDemoLogins } from './demo-logins.js';

/** Logins in a browser that runs elsewhere: held, released, resumed and lost as in one of the worker's own. */

let remote: RemoteBrowser;
let logins: DemoLogins;

beforeAll(async () => {
  remote = await startDebuggedChromium();
  const endpoint = `http://${new URL(remote.endpoint).host}`;
  logins = await openDemoLogins('demo', { worker: { browsers: { usual: { endpoint } } } });
});
afterAll(async () => {
  await logins.close();
  await remote.kill();
});

it('a held browser goes on with the code', async () => {
  const login = await logins.logIn('otp', { bankCode: 'demo-held' });
  await login.pending();
  const code = await logins.bank.code(login.username);
  expect(logins.stack.heldLogins.get(login.loginId)).toBeDefined();
  expect(await login.settled(await login.submit(code))).toBe('accepted');
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
});

it('a browser is given back while the code is waited for, and opened again for it', async () => {
  const login = await logins.restingLogin('otp');
  await login.submit(await logins.bank.code(login.username));
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  expect(await logins.bank.ledger(login.username)).toEqual([
    'login_submitted',
    'code_sent',
    'code_submitted:yes',
    'logged_in',
  ]);
});

it('a browser that dies loses what it held, not what can be opened again, and serves again when it is back', async () => {
  const held = await logins.logIn('otp', { bankCode: 'demo-held', sessionType: 'persistent' });
  await held.pending();
  const resting = await logins.restingLogin('otp');
  const { port } = new URL(remote.endpoint);
  await remote.kill();
  expect(await held.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
  remote = await startDebuggedChromium(Number(port));
  await resting.submit(await logins.bank.code(resting.username));
  expect(await resting.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
});

it('a Playwright server serves whole logins: held, given back, a wrong code, and the right one', async () => {
  const server = await startPlaywrightServer();
  const { endpoint } = server;
  const served = await openDemoLogins('demo', { worker: { browsers: { usual: { endpoint } } } });
  try {
    const held = await served.logIn('otp-spa', { bankCode: 'demo-held' });
    await held.pending();
    const resting = await served.restingLogin('otp');
    for (const login of [held, resting]) {
      const code = await served.bank.code(login.username);
      expect(await login.settled(await login.submit(anotherCode(code)))).toBe('rejected');
      expect(await login.settled(await login.submit(code))).toBe('accepted');
      expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
      expect(await served.bank.ledger(login.username)).toEqual([
        'login_submitted',
        'code_sent',
        'code_submitted:no',
        'code_submitted:yes',
        'logged_in',
      ]);
    }
  } finally {
    await served.close();
    await server.kill();
  }
});
