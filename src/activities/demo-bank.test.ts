import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../demo-bank/testing.js';
import { takeCheckpoint } from '../browser/checkpoint.js';
import { type BrowserPool, createBrowserPool } from '../browser/chromium.js';
import { createHeldLogins, type HeldLogins } from './held-logins.js';
import type { BankAnswer, BankDriver } from '../banks/bank-driver.js';
import { loadBanks } from '../banks/load-banks.js';

let bank: TestBank;
let pool: BrowserPool;
let held: HeldLogins;
let driver: BankDriver;

beforeAll(async () => {
  bank = await startTestBank();
  const folder = new URL('../../demo-bank/banks', import.meta.url).pathname;
  const banks = await loadBanks({ folders: [folder], environment: { DEMO_BANK_URL: bank.url } });
  const demo = banks.get('demo');
  if (!demo) throw new Error('The demo bank has no file.');
  driver = demo;
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  held = createHeldLogins(pool);
});
afterAll(async () => {
  await pool.close();
  await bank.close();
});

const open = async (username: string): Promise<BankAnswer> => {
  await held.hold({ loginId: username, driver });
  return await held.run(username, (at, page) => at.openLogin(page, { username, password: 'demo' }));
};
const submit = async (username: string, code: string): Promise<string> =>
  (await held.run(username, (at, page) => at.submitCode(page, code))).is;
const codeOf = async (username: string): Promise<string> => await bank.newestCode(username);
const seen = async (username: string, type: string): Promise<number> =>
  (await bank.ledger(username)).filter((event) => event.type === type).length;

const ends: [username: string, is: string][] = [
  ['ok+bank', 'logged_in'],
  ['bad-password+bank', 'bad_credentials'],
  ['locked+bank', 'account_locked'],
  ['unavailable+bank', 'unavailable'],
];
test.concurrent.for(ends)('%s is %s', async ([username, is], { expect }) => {
  expect(await open(username)).toEqual({ is });
});

const asking: [username: string, length: number, type: string][] = [
  ['otp+bank', 6, 'numeric'],
  ['otp-8+bank', 8, 'numeric'],
  ['otp-alnum+bank', 6, 'alphanumeric'],
  ['otp-boxes+bank', 6, 'numeric'],
  ['otp-spa+bank', 6, 'numeric'],
];
test.for(asking)(
  '%s: two wrong codes are two refusals, the right one lets in, and each is typed once',
  async ([username, length, type]) => {
    expect(await open(username)).toMatchObject({ is: 'code_required', descriptor: { length, type } });
    const code = await codeOf(username);
    const wrong = code.replace(/./g, (character) => (character === '7' ? '8' : '7'));
    expect(await submit(username, wrong)).toBe('code_rejected');
    expect(await submit(username, wrong)).toBe('code_rejected');
    expect(await submit(username, code)).toBe('logged_in');
    expect(await seen(username, 'code_submitted')).toBe(3);
    expect(await seen(username, 'code_sent')).toBe(1);
    expect(await held.run(username, (at, page) => at.isStillLoggedIn(page))).toBe(true);
    await held.close(username);
  },
);

test('a second prompt is told from a refusal', async () => {
  await open('otp-twice+bank');
  expect(await submit('otp-twice+bank', await codeOf('otp-twice+bank'))).toBe('code_required');
  expect(await submit('otp-twice+bank', await codeOf('otp-twice+bank'))).toBe('logged_in');
});

test('three wrong codes lock the account', async () => {
  await open('otp-attempts+bank');
  const answers = [];
  for (const code of ['000001', '000002', '000003']) answers.push(await submit('otp-attempts+bank', code));
  expect(answers).toEqual(['code_rejected', 'code_rejected', 'account_locked']);
});

test('a code sent again is the one that counts', async () => {
  const username = 'otp-resend+bank';
  await open(username);
  const old = await codeOf(username);
  bank.pass(6_000);
  const answer = await held.run(username, (at, page) => at.resendCode(page));
  expect(answer).toMatchObject({ is: 'code_required', descriptor: { length: 6 } });
  expect(await seen(username, 'code_sent')).toBe(2);
  if ((await codeOf(username)) !== old) expect(await submit(username, old)).toBe('code_rejected');
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
});

test('another browser goes on at the code page without another code', async () => {
  const username = 'otp+resumed';
  await open(username);
  const checkpoint = await held.run(username, (_, page) => takeCheckpoint(page));
  await held.close(username);
  await held.hold({ loginId: username, driver, checkpoint });
  const again = await held.run(username, (at, page) => at.lookAgain(page));
  expect(again).toMatchObject({ is: 'code_required', descriptor: { length: 6 } });
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
  expect(await seen(username, 'code_sent')).toBe(1);
});

test('a code page that cannot be opened again is seen as such', async () => {
  const username = 'otp-pagebound+bank';
  await open(username);
  const checkpoint = await held.run(username, (_, page) => takeCheckpoint(page));
  await held.close(username);
  await held.hold({ loginId: username, driver, checkpoint });
  const again = await held.run(username, (at, page) => at.lookAgain(page));
  expect(again.is).not.toBe('code_required');
  expect(await seen(username, 'code_sent')).toBe(1);
});

test('a session that the bank has ended is noticed', async () => {
  await open('logout+bank');
  expect(await held.run('logout+bank', (at, page) => at.isStillLoggedIn(page))).toBe(true);
  bank.pass(21_000);
  expect(await held.run('logout+bank', (at, page) => at.isStillLoggedIn(page))).toBe(false);
});
