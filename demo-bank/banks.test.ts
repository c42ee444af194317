import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { openBrowser, startTestBank, type TestBank } from './testing.js';

const bankFile = z.object({
  code: z.string(),
  login_url: z.literal('${DEMO_BANK_URL}/login'),
  resumable: z.boolean(),
  session_movable: z.boolean().optional(),
  fields: z.strictObject({ username: z.string(), password: z.string(), submit: z.string() }),
  otp: z.looseObject({
    input: z.string(),
    submit: z.string(),
    destination: z.string(),
    message: z.string(),
    resend: z.string(),
    picture: z.string(),
  }),
  choice: z.object({
    options: z.array(z.looseObject({ select: z.string(), destination: z.string() })),
    submit: z.string(),
  }),
  approval: z.looseObject({ message: z.string(), compare: z.string(), instead: z.string() }),
  question: z.object({ text: z.string(), input: z.string(), submit: z.string() }),
  pages: z.array(z.strictObject({ selector: z.string(), is: z.string() })),
  keep_alive: z.strictObject({
    url: z.literal('${DEMO_BANK_URL}/home'),
    every_seconds: z.number(),
    logged_in: z.string(),
  }),
});

async function readBank(name: string) {
  return bankFile.parse(parse(await readFile(new URL(`banks/${name}.yaml`, import.meta.url), 'utf8')));
}

/** Whether the markup contains an element that matches a selector of one id or one class. */
function has(markup: string, selector: string): boolean {
  const attribute = selector.startsWith('#') ? 'id' : 'class';
  return new RegExp(`\\b${attribute}="([^"]* )?${selector.slice(1)}[ "]`).test(markup);
}

let bank: TestBank;
beforeAll(async () => {
  bank = await startTestBank();
});
afterAll(() => bank.close());

test('the two bank files differ only in their names, in `resumable` and in `session_movable`', async () => {
  const [demo, held] = [await readBank('demo'), await readBank('demo-held')];
  expect(demo.resumable).toBe(true);
  expect({ ...held, code: 'demo', resumable: true, session_movable: true }).toEqual(demo);
  expect(held.code).toBe('demo-held');
});

test('every selector finds its element on the real pages', async () => {
  const { fields, otp, choice, approval, question, pages, keep_alive } = await readBank('demo');
  const browser = openBrowser(bank);
  const login = await browser.open('/login');
  const codePage = await browser.signIn('otp-resend');
  const refused = await browser.submitCode('nope');
  await browser.submitCode(await bank.newestCode('otp-resend'));
  const home = await browser.open('/home');

  for (const selector of Object.values(fields)) expect(has(login.main, selector), selector).toBe(true);
  for (const selector of [otp.input, otp.submit, otp.destination, otp.resend]) {
    expect(has(codePage.main, selector), selector).toBe(true);
  }
  expect(has(refused.main, otp.message)).toBe(true);
  expect(has(home.main, keep_alive.logged_in)).toBe(true);

  const channels = await browser.signIn('choose-channel');
  for (const { select, destination } of choice.options)
    for (const selector of [select, destination]) expect(has(channels.main, selector), selector).toBe(true);
  expect(has(channels.main, choice.submit)).toBe(true);
  const push = await browser.signIn('push-instead');
  for (const selector of [approval.message, approval.compare, approval.instead])
    expect(has(push.main, selector), selector).toBe(true);
  const asked = await browser.signIn('question');
  for (const selector of Object.values(question)) expect(has(asked.main, selector), selector).toBe(true);
  expect(has((await browser.signIn('photo-tan')).main, otp.picture)).toBe(true);
  await browser.signIn('push');
  await bank.decide('push', 'refuse');

  const shown = {
    approval_refused: await browser.open('/approval'),
    choice_required: channels,
    approval_required: push,
    question: asked,
    code_rejected: refused,
    code_required: codePage,
    logged_in: home,
    bad_credentials: await browser.signIn('bad-password'),
    account_locked: await browser.signIn('locked'),
    unavailable: await browser.signIn('unavailable'),
  };
  for (const [word, page] of Object.entries(shown)) {
    expect(pages.find(({ selector }) => has(page.main, selector))?.is).toBe(word);
  }
  const odd = await browser.signIn('odd-page');
  expect(pages.find(({ selector }) => has(odd.main, selector))).toBeUndefined();
});
