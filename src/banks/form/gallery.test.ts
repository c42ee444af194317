import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { sites } from '../../../demo-bank/gallery/sites.js';
import { anotherCode, loadGallery } from '../../../test/support/demo-bank.js';
import { galleryAccount } from '../../../test/support/gallery-accounts.js';
import { startTestBank, type TestBank } from '../../../demo-bank/testing.js';
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

const shapes = sites.map(({ shape }) => shape);
const sentOnce = [
  { type: 'login_submitted', accepted: true },
  { type: 'code_sent', channel: 'sms' },
];

/** One user's browser at a site. */
async function visit(shape: string, username: string) {
  const driver = drivers.get(`gallery-${shape}`);
  if (!driver) throw new Error(`${shape} has no bank file.`);
  const { password, wrongPassword, secrets } = galleryAccount(shape);
  const context = await pool.openContext(driver.browser);
  let page = await context.newPage();
  const records = bank.below(`/gallery/${shape}`);
  return {
    driver,
    page: (): Page => page,
    openLogin: async (typed = password) =>
      await driver.openLogin(page, { username, password: typed, secrets }),
    wrongPassword,
    submitCode: async (code: string) => await driver.submitCode(page, code),
    code: async () => await records.newestCode(username),
    ledger: async () => await records.ledger(username),
    again: async () => {
      await page.close();
      page = await context.newPage();
    },
    close: async () => await context.close(),
  };
}

describe.concurrent('each bank of the gallery', () => {
  test.for(shapes)(
    '%s: a wrong code is refused, the right one lets in; one code is sent, and each is typed once',
    async (shape, { expect }) => {
      const site = await visit(shape, 'ana+codes');
      const length = shape === 'code-in-groups' ? 8 : 6;
      expect(await site.openLogin()).toMatchObject({
        is: 'code_required',
        descriptor: { length, type: 'numeric', channel: 'sms' },
      });
      expect(await site.ledger()).toMatchObject(sentOnce);
      const code = await site.code();
      expect(await site.submitCode(anotherCode(code))).toEqual({
        is: 'code_rejected',
        bankMessage: 'The code is not correct.',
      });
      expect(await site.submitCode(code)).toEqual({ is: 'logged_in' });
      expect(await site.driver.isStillLoggedIn(site.page())).toBe(true);
      expect(await site.ledger()).toMatchObject([
        ...sentOnce,
        { type: 'code_submitted', accepted: false, reason: 'wrong' },
        { type: 'code_submitted', accepted: true },
        { type: 'logged_in' },
      ]);
      await site.close();
    },
  );

  test.for(shapes)('%s: a code that has expired is refused', async (shape, { expect }) => {
    const site = await visit(shape, 'late');
    expect(await site.openLogin()).toMatchObject({ is: 'code_required' });
    expect(await site.submitCode(await site.code())).toEqual({
      is: 'code_rejected',
      bankMessage: 'The code has expired.',
    });
    expect(await site.ledger()).toMatchObject([
      ...sentOnce,
      { type: 'code_submitted', accepted: false, reason: 'expired' },
    ]);
    await site.close();
  });

  test.for(shapes)('%s: a wrong password is submitted once, and sends no code', async (shape, { expect }) => {
    const site = await visit(shape, 'ana+password');
    expect(await site.openLogin(site.wrongPassword)).toEqual({ is: 'bad_credentials' });
    expect(await site.ledger()).toMatchObject([{ type: 'login_submitted', accepted: false }]);
    await site.close();
  });

  const ends: [shape: string, username: string, is: string][] = [
    ['two-pages', 'nobody', 'bad_credentials'],
    ['two-pages', 'locked', 'account_locked'],
    ['frame-other-origin', 'down', 'unavailable'],
    ['nested-frames', 'down', 'unavailable'],
    ['password-expired', 'old', 'password_expired'],
    ['access-denied', 'denied', 'access_denied'],
  ];
  test.for(ends)('%s: %s is %s', async ([shape, username, is], { expect }) => {
    const site = await visit(shape, username);
    expect(await site.openLogin()).toEqual({ is });
    expect((await site.ledger()).map(({ type }) => type)).toEqual(['login_submitted']);
    await site.close();
  });
});

test('trust-box: with the box checked, the next login needs no code', async () => {
  const site = await visit('trust-box', 'ana+trusted');
  expect(await site.openLogin()).toMatchObject({ is: 'code_required' });
  expect(await site.submitCode(await site.code())).toEqual({ is: 'logged_in' });
  await site.again();
  expect(await site.openLogin()).toEqual({ is: 'logged_in' });
  expect((await site.ledger()).filter(({ type }) => type === 'code_sent')).toHaveLength(1);
  await site.close();
});

test('refusal-answers-post: another code is sent on request, once', async () => {
  const site = await visit('refusal-answers-post', 'ana+again');
  expect(await site.openLogin()).toMatchObject({ is: 'code_required', canResend: true });
  const first = await site.code();
  bank.pass(1_000);
  expect(await site.driver.resendCode(site.page())).toMatchObject({ is: 'code_required' });
  const second = await site.code();
  if (first !== second) expect(await site.submitCode(first)).toMatchObject({ is: 'code_rejected' });
  expect(await site.submitCode(second)).toEqual({ is: 'logged_in' });
  expect((await site.ledger()).filter(({ type }) => type === 'code_sent')).toHaveLength(2);
  await site.close();
});
