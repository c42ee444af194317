import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startTestBank, type TestBank } from '../../../demo-bank/testing.js';
import { loadGallery } from '../../../test/support/demo-bank.js';
import { type BrowserPool, createBrowserPool } from '../../browser/chromium.js';
import type { BankDriver } from '../bank-driver.js';

let bank: TestBank;
let pool: BrowserPool;
let drivers: Map<string, BankDriver>;

beforeAll(async () => {
  bank = await startTestBank();
  drivers = await loadGallery(bank.url);
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
});
afterAll(async () => {
  await pool.close();
  await bank.close();
});

/** Logs in at a site with the right password. */
async function signIn(shape: string, username: string) {
  const driver = drivers.get(`gallery-${shape}`);
  if (!driver) throw new Error(`${shape} has no bank file.`);
  const page: Page = await (await pool.openContext(driver.browser)).newPage();
  const records = bank.below(`/gallery/${shape}`);
  return {
    driver,
    page,
    records,
    asked: await driver.openLogin(page, { username, password: 'demo', secrets: {} }),
    types: async () => (await records.ledger(username)).map(({ type }) => type),
  };
}

describe.concurrent('each bank of the gallery that asks for something else', () => {
  test('choose-channel: the choice is sent once, and its code lets in', async () => {
    const { driver, page, records, asked, types } = await signIn('choose-channel', 'ana');
    expect(asked).toMatchObject({
      is: 'choice_required',
      options: [
        { id: 'sms', label: expect.stringMatching(/^Text \+44/) as string, channel: 'sms' },
        { id: 'email', destination: expect.stringMatching(/@mail\.example$/) as string },
      ],
    });
    expect(await driver.choose?.(page, 'email')).toMatchObject({ is: 'code_required' });
    expect(await driver.submitCode(page, await records.newestCode('ana'))).toEqual({ is: 'logged_in' });
    expect(await types()).toEqual([
      'login_submitted',
      'channel_chosen',
      'code_sent',
      'code_submitted',
      'logged_in',
    ]);
  });

  test.for([
    ['approval-polls', 'approve', 'logged_in'],
    ['approval-polls', 'refuse', 'approval_refused'],
    ['approval-reloads', 'approve', 'logged_in'],
    ['approval-reloads', 'refuse', 'approval_refused'],
  ] as const)('%s: the person decides on the phone: %s', async ([shape, decision, is]) => {
    const username = `ana+${decision}`;
    const { driver, page, records, asked, types } = await signIn(shape, username);
    expect(asked).toEqual({
      is: 'approval_required',
      message: 'Approve the sign-in in the app on your phone.',
      compare: null,
      expiresSeconds: 180,
      instead: null,
      bankMessage: null,
    });
    const answer = driver.awaitApproval?.(page, new AbortController().signal);
    await records.decide(username, decision);
    expect(await answer).toEqual({ is });
    expect((await types()).filter((type) => type === 'approval_asked')).toHaveLength(1);
  });

  test('security-question: a wrong answer is asked for again, the right one lets in', async () => {
    const { driver, page, asked, types } = await signIn('security-question', 'ana');
    const question = {
      is: 'question',
      text: 'Which tree stood in front of your house?',
      bankMessage: null,
    };
    expect(asked).toEqual(question);
    expect(await driver.answerQuestion?.(page, 'oak')).toEqual(question);
    expect(await driver.answerQuestion?.(page, 'hazel')).toEqual({ is: 'logged_in' });
    expect((await types()).filter((type) => type === 'question_answered')).toHaveLength(2);
  });
});
