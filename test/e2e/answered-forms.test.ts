import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anotherCode, type DemoBank, loadGallery, openDemoBank } from '../support/demo-bank.js';
import { readableHistory } from '../support/histories.js';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { until } from '../support/until.js';

/** Banks that say `resumable: true`, and have code pages that answer a form: those cannot be opened by their address. */

let bank: DemoBank;
let stack: LoginStack;
let users = 0;

beforeAll(async () => {
  bank = await openDemoBank();
  stack = await createLoginStack(await loadGallery(bank.url));
});
afterAll(async () => {
  await stack.close();
  await bank.close();
});

async function logIn(shape: string) {
  users += 1;
  const username = `ana+forms${users}`;
  const site = bank.recordsBelow(`/gallery/${shape}`);
  const login = await stack.logIn({ bankCode: `gallery-${shape}`, username, password: 'demo' });
  await login.pending();
  return {
    ...login,
    code: await site.code(username),
    ledger: () => site.ledger(username),
    isHeld: () => stack.heldLogins.get(login.loginId) !== undefined,
    browsers: async () => {
      const history = await readableHistory(login.handle);
      return [...history.matchAll(/"activityType":\s*\{\s*"name":\s*"holdBrowser"/g)].length;
    },
    loseBrowser: () => stack.heldLogins.get(login.loginId)?.context.close(),
  };
}

const withOneWrongCode = [
  'login_submitted',
  'code_sent',
  'code_submitted:no',
  'code_submitted:yes',
  'logged_in',
];

describe.concurrent('a page that answers a form', () => {
  it('after a wrong code keeps its browser open; the page before it gave its browser back', async () => {
    const login = await logIn('refusal-answers-post');
    await until(() => !login.isHeld(), 'the browser to be given back');
    expect(await login.settled(await login.submit(anotherCode(login.code)))).toBe('rejected');
    expect(await login.settled(await login.submit(login.code))).toBe('accepted');
    expect(await login.ledger()).toEqual(withOneWrongCode);
    // One for the login, and one in which the wrong code was typed, and the right one too.
    expect(await login.browsers()).toBe(2);
  });

  it('is left for the code page before it when its browser is lost', async () => {
    const login = await logIn('refusal-answers-post');
    expect(await login.settled(await login.submit(anotherCode(login.code)))).toBe('rejected');
    expect(login.isHeld()).toBe(true);
    await login.loseBrowser();
    expect(await login.settled(await login.submit(login.code))).toBe('accepted');
    expect(await login.ledger()).toEqual(withOneWrongCode);
  });

  it('ends the login when its browser is lost and there was no other code page', async () => {
    const login = await logIn('code-answers-post');
    expect(login.isHeld()).toBe(true);
    await login.loseBrowser();
    expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
    expect(await login.ledger()).toEqual(['login_submitted', 'code_sent']);
  });
});
