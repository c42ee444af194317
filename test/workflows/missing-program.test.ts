import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLoginStack, type LoginStack } from '../support/login-stack.js';
import { scriptedBank } from '../support/scripted-bank.js';

/** A bank whose file asks for a program that the worker does not have. */
const { driver, opened } = scriptedBank({ code: 'picky', onOpen: { is: 'logged_in' } });
const picky = { ...driver, browser: { program: 'chromium' as const } };

let stack: LoginStack;
beforeAll(async () => {
  stack = await createLoginStack(new Map([[picky.code, picky]]));
});
afterAll(() => stack.close());

it('ends its logins as an error that names the reason, and blocks no account', async () => {
  const login = await stack.logIn({ bankCode: 'picky', fatalAfterFailures: 1 });
  expect(await login.handle.result()).toEqual({ outcome: 'error', reason: 'no_browser_program' });
  expect(opened()).toBe(0);
  expect(await login.login()).toMatchObject({ outcome: 'error', reason: 'no_browser_program' });
  expect(await login.account()).toMatchObject({ blocked_at: null });
});
