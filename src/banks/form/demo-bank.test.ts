import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../../demo-bank/testing.js';
import type { Page } from 'playwright-core';
import { type Checkpoint, openCheckpoint, takeCheckpoint } from '../../browser/checkpoint.js';
import { type BrowserPool, createBrowserPool } from '../../browser/chromium.js';
import type { BankAnswer, BankDriver } from '../bank-driver.js';
import { listensToTyping } from '../page/listens-to-typing.js';
import { loadBanks } from '../load/load-banks.js';

let bank: TestBank;
let pool: BrowserPool;
const pages = new Map<string, Page>();
let driver: BankDriver;

beforeAll(async () => {
  bank = await startTestBank();
  const folder = new URL('../../../demo-bank/banks', import.meta.url).pathname;
  const banks = await loadBanks({ folders: [folder], environment: { DEMO_BANK_URL: bank.url } });
  const demo = banks.get('demo');
  if (!demo) throw new Error('The demo bank has no file.');
  driver = demo;
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
});
afterAll(async () => {
  await pool.close();
  await bank.close();
});

const open = async (username: string): Promise<BankAnswer> => {
  const context = await pool.openContext();
  const page = await context.newPage();
  pages.set(username, page);
  return await driver.openLogin(page, { username, password: 'demo', secrets: {} });
};
const pageOf = (username: string): Page => {
  const page = pages.get(username);
  if (!page) throw new Error(`${username} has no page.`);
  return page;
};
const reopen = async (username: string, checkpoint: Checkpoint): Promise<BankAnswer> => {
  await pageOf(username).context().close();
  const context = await pool.openContext({ storageState: checkpoint.storageState });
  pages.set(username, await openCheckpoint(context, checkpoint));
  return await driver.lookAgain(pageOf(username));
};
const submit = async (username: string, code: string): Promise<string> =>
  (await driver.submitCode(pageOf(username), code)).is;
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
test.concurrent.for(asking)(
  '%s: two wrong codes are two refusals, the right one lets in, and each is typed once',
  async ([username, length, type], { expect }) => {
    expect(await open(username)).toMatchObject({ is: 'code_required', descriptor: { length, type } });
    const code = await codeOf(username);
    const wrong = code.replace(/./g, (character) => (character === '7' ? '8' : '7'));
    expect(await submit(username, wrong)).toBe('code_rejected');
    expect(await submit(username, wrong)).toBe('code_rejected');
    expect(await submit(username, code)).toBe('logged_in');
    expect(await seen(username, 'code_submitted')).toBe(3);
    expect(await seen(username, 'code_sent')).toBe(1);
    expect(await driver.isStillLoggedIn(pageOf(username))).toBe(true);
    await pageOf(username).context().close();
  },
);

test.concurrent('a second prompt is told from a refusal', async ({ expect }) => {
  await open('otp-twice+bank');
  expect(await submit('otp-twice+bank', await codeOf('otp-twice+bank'))).toBe('code_required');
  expect(await submit('otp-twice+bank', await codeOf('otp-twice+bank'))).toBe('logged_in');
});

test.concurrent('three wrong codes lock the account', async ({ expect }) => {
  await open('otp-attempts+bank');
  const answers = [];
  for (const code of ['000001', '000002', '000003']) answers.push(await submit('otp-attempts+bank', code));
  expect(answers).toEqual(['code_rejected', 'code_rejected', 'account_locked']);
});

test.concurrent.for([
  ['otp+typing', false],
  ['otp-spa+typing', false],
  ['otp-boxes+typing', true],
] as const)('%s: the code page listens to typing, which delays each press: %s', async (page, { expect }) => {
  const [username, listens] = page;
  await open(username);
  await pageOf(username).locator('.otp-field').first().focus();
  expect(await listensToTyping(pageOf(username), { alsoDocument: true })).toBe(listens);
});

test.concurrent('another browser goes on at the code page without another code', async ({ expect }) => {
  const username = 'otp+resumed';
  await open(username);
  const checkpoint = await takeCheckpoint(pageOf(username), pageOf(username).url());
  const again = await reopen(username, checkpoint);
  expect(again).toMatchObject({ is: 'code_required', descriptor: { length: 6 } });
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
  expect(await seen(username, 'code_sent')).toBe(1);
});

const never = new AbortController().signal;
const typesOf = async (username: string): Promise<string[]> =>
  (await bank.ledger(username)).map((event) =>
    'state' in event ? `${event.type} ${event.state}` : event.type,
  );

test.concurrent('a channel is chosen, and its code lets in', async ({ expect }) => {
  const username = 'choose-channel+bank';
  expect(await open(username)).toEqual({
    is: 'choice_required',
    options: [
      { id: 'sms', label: 'SMS', channel: 'sms', destination: expect.stringMatching(/^\+44 /) as string },
      {
        id: 'email',
        label: 'E-mail',
        channel: 'email',
        destination: expect.stringMatching(/@mail\.example$/) as string,
      },
    ],
    bankMessage: null,
  });
  expect(await driver.choose?.(pageOf(username), 'email')).toMatchObject({ is: 'code_required' });
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
  expect(await typesOf(username)).toEqual([
    'login_submitted',
    'channel_asked',
    'channel_chosen',
    'code_sent',
    'code_submitted',
    'logged_in',
  ]);
});

test.concurrent.for([
  ['approve', 'logged_in', 'approved'],
  ['refuse', 'approval_refused', 'refused'],
] as const)('the person decides on the phone: %s', async ([decision, is, state], { expect }) => {
  const username = `push+${decision}`;
  const asked = await open(username);
  const [approval] = await bank.approvals(username);
  expect(asked).toMatchObject({ is: 'approval_required', compare: approval?.compare, expiresSeconds: 180 });
  const answer = driver.awaitApproval?.(pageOf(username), never);
  await bank.decide(username, decision);
  expect(await answer).toEqual({ is });
  expect((await typesOf(username)).slice(0, 3)).toEqual([
    'login_submitted',
    'approval_asked',
    `approval_ended ${state}`,
  ]);
});

test.concurrent('a code is asked for while the approval is watched', async ({ expect }) => {
  const username = 'push-instead+bank';
  expect(await open(username)).toMatchObject({ is: 'approval_required', instead: 'Get a code instead' });
  const abort = new AbortController();
  const watched = driver.awaitApproval?.(pageOf(username), abort.signal);
  abort.abort();
  expect(await watched).toMatchObject({ is: 'approval_required', instead: 'Get a code instead' });
  expect(await driver.askForCodeInstead?.(pageOf(username))).toMatchObject({ is: 'code_required' });
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
  expect(await seen(username, 'code_sent')).toBe(1);
});

test.concurrent('a question is answered wrong and then right', async ({ expect }) => {
  const username = 'question+bank';
  const asked = { is: 'question', text: 'What was the name of your first pet?', bankMessage: null };
  expect(await open(username)).toEqual(asked);
  expect(await driver.answerQuestion?.(pageOf(username), 'Fido')).toEqual({
    ...asked,
    bankMessage: 'The answer is not correct. 2 attempts left.',
  });
  expect(await driver.answerQuestion?.(pageOf(username), 'Rex')).toEqual({ is: 'logged_in' });
  expect(await seen(username, 'question_answered')).toBe(2);
});

test.concurrent('the picture for a code is taken, and another one after a wrong code', async ({ expect }) => {
  const username = 'photo-tan+bank';
  expect(await open(username)).toMatchObject({ is: 'code_required' });
  const picture = await driver.takePicture?.(pageOf(username));
  expect(
    Buffer.from(picture ?? [])
      .subarray(1, 4)
      .toString(),
  ).toBe('PNG');
  const wrong = (await codeOf(username)).replace(/./g, (digit) => (digit === '7' ? '8' : '7'));
  expect(await submit(username, wrong)).toBe('code_rejected');
  const next = await driver.takePicture?.(pageOf(username));
  expect(Buffer.from(next ?? []).equals(Buffer.from(picture ?? []))).toBe(false);
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
});

test.concurrent('a code page that cannot be opened again is seen as such', async ({ expect }) => {
  const username = 'otp-pagebound+bank';
  await open(username);
  const checkpoint = await takeCheckpoint(pageOf(username), pageOf(username).url());
  const again = await reopen(username, checkpoint);
  expect(again.is).not.toBe('code_required');
  expect(await seen(username, 'code_sent')).toBe(1);
});

// The last two put the bank's clock forward, which is the clock of all its users.

test('a code sent again is the one that counts', async () => {
  const username = 'otp-resend+bank';
  await open(username);
  const old = await codeOf(username);
  bank.pass(6_000);
  const answer = await driver.resendCode(pageOf(username));
  expect(answer).toMatchObject({ is: 'code_required', descriptor: { length: 6 } });
  expect(await seen(username, 'code_sent')).toBe(2);
  if ((await codeOf(username)) !== old) expect(await submit(username, old)).toBe('code_rejected');
  expect(await submit(username, await codeOf(username))).toBe('logged_in');
});

test('a session that the bank has ended is noticed', async () => {
  await open('logout+bank');
  expect(await driver.isStillLoggedIn(pageOf('logout+bank'))).toBe(true);
  bank.pass(21_000);
  expect(await driver.isStillLoggedIn(pageOf('logout+bank'))).toBe(false);
});
