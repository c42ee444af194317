import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';
import { requestResend } from '../../src/temporal/login-messages.js';
import { type DemoLogins, openDemoLogins, untilResendIsOffered } from '../e2e/demo-logins.js';
import { anotherCode } from '../support/demo-bank.js';
import { recordHistory } from '../support/histories.js';
import { until } from '../support/until.js';

/**
 * The browser is lost while a code is typed or another one is requested, before or after the request reaches the bank.
 * The bank's page, opened again from the checkpoint, shows what became of it; the code is never typed again.
 */

let bank: DemoLogins['bank'];
let stack: DemoLogins['stack'];
let logIn: DemoLogins['logIn'];
let restingLogin: DemoLogins['restingLogin'];
let close: DemoLogins['close'];
/**
 * The fault of the next step that types a code or requests another: the browser is lost before or after the request,
 * or the process is suspended and misses the bank's answer. Undefined: no fault.
 */
let goes: 'before' | 'after' | 'still' | 'unbegun' | undefined;
/** The demo bank's code page loses its error when it is opened again; those of some banks do not. */
let showsErrorsAgain = false;
let hasRefused = false;

beforeAll(async () => {
  ({ bank, stack, logIn, restingLogin, close } = await openDemoLogins('demo', { change: losingItsBrowser }));
});
afterEach(({ task }) => {
  goes = undefined;
  showsErrorsAgain = false;
  return recordHistory(stack.takeHandles(), task);
});
afterAll(() => close());

function losingItsBrowser(driver: BankDriver): BankDriver {
  const losing = async (page: Page, step: () => Promise<BankAnswer>): Promise<BankAnswer> => {
    const moment = goes;
    goes = undefined;
    if (moment === 'unbegun')
      await stack.db.deleteFrom('bank_steps').where('step', 'like', 'submit:%').execute();
    if (moment === 'before' || moment === 'unbegun') return goneFrom(page);
    const answer = await step();
    hasRefused ||= answer.is === 'code_rejected';
    if (moment === 'still') return standStill();
    return moment === 'after' ? goneFrom(page) : answer;
  };
  return {
    ...driver,
    submitCode: (page, code) => losing(page, () => driver.submitCode(page, code)),
    resendCode: (page) => losing(page, () => driver.resendCode(page)),
    lookAgain: async (page) => {
      const seen = await driver.lookAgain(page);
      return showsErrorsAgain && hasRefused && seen.is === 'code_required'
        ? { is: 'code_rejected', bankMessage: 'That code is not right.' }
        : seen;
    },
  };
}

/** The error of a step whose browser was closed. */
async function goneFrom(page: Page): Promise<never> {
  await page.context().close();
  await page.title();
  throw new Error('the page outlived its browser');
}

/** Like a worker that was suspended for longer than it waits for a page. */
function standStill(): BankAnswer {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 6_000);
  return { is: 'unavailable' };
}

async function waitingLogin(name = 'otp') {
  hasRefused = false;
  const login = await restingLogin(name);
  const code = await bank.code(login.username);
  const typed = async () =>
    (await bank.ledger(login.username)).filter((type) => type.startsWith('code_submitted'));
  return { ...login, code, wrong: anotherCode(code), typed };
}

it('a login finds that the bank accepted the code whose answer was lost', async () => {
  const login = await waitingLogin();
  goes = 'after';
  const submission = await login.submit(login.code);
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  expect(await login.outcome(submission)).toBe('accepted');
  expect(await login.requests()).toMatchObject([{ status: 'fulfilled', attempts: 1 }]);
  expect(await login.typed()).toEqual(['code_submitted:yes']);
});

it('a login reports the code as unknown when the code page is unchanged', async () => {
  const login = await waitingLogin();
  goes = 'before';
  const submission = await login.submit(login.code);
  expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
  expect(await login.outcome(submission)).toBe('unknown');
  expect(await login.requests()).toMatchObject([{ status: 'cancelled', reason: 'session_lost' }]);
  expect(await login.typed()).toEqual([]);
});

it('a login types the code when no claim says that its step was begun', async () => {
  const login = await waitingLogin();
  goes = 'unbegun';
  const submission = await login.submit(login.code);
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  expect(await login.outcome(submission)).toBe('accepted');
  expect(await login.requests()).toMatchObject([{ status: 'fulfilled', attempts: 1 }]);
  expect(await login.typed()).toEqual(['code_submitted:yes']);
});

it('a login reports the code as unknown when the page no longer shows that the bank refused it', async () => {
  const login = await waitingLogin();
  goes = 'after';
  const submission = await login.submit(login.wrong);
  expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
  expect(await login.outcome(submission)).toBe('unknown');
  expect(await login.typed()).toEqual(['code_submitted:no']);
});

it('a login finds that the bank refused the code whose answer was lost', async () => {
  const login = await waitingLogin();
  showsErrorsAgain = true;
  goes = 'after';
  expect(await login.settled(await login.submit(login.wrong))).toBe('rejected');
  expect(await login.settled(await login.submit(login.code))).toBe('accepted');
  expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
  expect(await login.typed()).toEqual(['code_submitted:no', 'code_submitted:yes']);
});

it('a login does not take the error of the previous code for the lost answer', async () => {
  const login = await waitingLogin();
  showsErrorsAgain = true;
  expect(await login.settled(await login.submit(login.wrong))).toBe('rejected');
  goes = 'before';
  const submission = await login.submit(login.code);
  expect(await login.handle.result()).toEqual({ outcome: 'session_lost', reason: null });
  expect(await login.outcome(submission)).toBe('unknown');
  expect(await login.typed()).toEqual(['code_submitted:no']);
});

describe('a resend whose browser is lost', () => {
  const sent = async (username: string) =>
    (await bank.ledger(username)).filter((type) => type === 'code_sent').length;

  async function resendingLogin() {
    const login = await waitingLogin('otp-resend');
    const { request } = login;
    await untilResendIsOffered(request);
    return {
      ...login,
      resend: () => login.handle.signal(requestResend, { resendId: randomUUID(), requestId: request.id }),
      sent: () => sent(login.username),
    };
  }

  it('is not repeated if the bank sent the code, which is accepted', async () => {
    const login = await resendingLogin();
    goes = 'after';
    await login.resend();
    await login.resend();
    const fresh = await bank.code(login.username, login.code);
    expect(await login.settled(await login.submit(fresh))).toBe('accepted');
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.sent()).toBe(2);
    expect(await login.typed()).toEqual(['code_submitted:yes']);
  });

  it('leaves the previous code valid if the bank sent none', async () => {
    const login = await resendingLogin();
    goes = 'before';
    await login.resend();
    await until(() => goes === undefined, 'the step to begin');
    expect(await login.settled(await login.submit(login.code))).toBe('accepted');
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await login.sent()).toBe(1);
    expect(await login.typed()).toEqual(['code_submitted:yes']);
  });

  it('keeps a browser that cannot be reopened when only the answer was lost', async () => {
    const login = await logIn('otp-resend', { bankCode: 'demo-held', otpWaitSeconds: 120 });
    const request = await login.pending();
    const old = await bank.code(login.username);
    await untilResendIsOffered(request);
    goes = 'still';
    await login.handle.signal(requestResend, { resendId: randomUUID(), requestId: request.id });
    const fresh = await bank.code(login.username, old);
    expect(await login.settled(await login.submit(fresh))).toBe('accepted');
    expect(await login.handle.result()).toEqual({ outcome: 'logged_in', reason: 'completed' });
    expect(await sent(login.username)).toBe(2);
  });
});
