import { readFile } from 'node:fs/promises';
import pLimit from 'p-limit';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../support/until.js';
import { type DashboardUnderTest, openDashboard, wrongCode } from './dashboard-under-test.js';
import { loadInSteps } from './load-in-steps.js';

let dashboard: DashboardUnderTest;
let account: Awaited<ReturnType<DashboardUnderTest['addAccount']>>;
let token: string;

beforeAll(async () => {
  dashboard = await openDashboard();
  ({ token } = await dashboard.openSignedIn());
  account = await dashboard.addAccount(token, 'otp', {
    otp_wait_seconds: 600,
    max_codes_per_day: 50,
  });
  await dashboard.addAccount(token, 'ok');
  // The longest possible name, without a space at which a line could break.
  await dashboard.api.stack.db
    .updateTable('accounts')
    .set({ name: `Household-${'x'.repeat(90)}` })
    .where('id', '=', account.path.slice('/accounts/'.length))
    .execute();
});
afterAll(() => dashboard.close());

/**
 * A request at the demo bank expires after three minutes. No test needs more than the two minutes that
 * remain.
 */
const renewAfterMs = 60_000;
let requestedAtMs = 0;

/** In every test the account is waiting for a code, and one code was already rejected. */
beforeEach(async () => {
  if (Date.now() - requestedAtMs < renewAfterMs) return;
  await account.stop();
  await until(async () => (await account.start()).status === 202, 'a login to start');
  const wrong = wrongCode(await dashboard.bank.code(account.username));
  const submit = () =>
    dashboard.api.call('POST', `${account.path}/otp`, {
      token,
      json: { code: wrong },
      headers: { Prefer: 'wait=30' },
    });
  await until(async () => (await submit()).status === 422, 'the rejection of a wrong code');
  requestedAtMs = Date.now();
});

const pagesBeforeSignIn = ['/sign-in', '/register', '/forgot-password', '/reset-password#token'];

const pages = () => [
  '/',
  '/answer',
  '/accounts/new',
  '/accounts/defaults',
  `${account.path}/prompt`,
  account.path,
  `${account.path}/config`,
  `${account.path}/deliveries`,
  `${account.path}/audit`,
  '/overview',
  '/banks',
  '/keys',
  '/relay',
  '/notifications',
  '/reference',
  '/reference/postV1AccountsOtp',
  '/reference/guides/webhooks',
  '/security',
  '/nowhere',
];

const sizes = [
  { name: 'wide and light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'narrow and dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

describe.each(sizes)('every page, $name', ({ viewport, colorScheme }) => {
  it('is accessible, obeys the Content-Security-Policy, and is never wider than the screen', async () => {
    const { page, problems, open } = await dashboard.openPage({
      viewport,
      colorScheme,
      // Contrast is measured after animations, not in the middle of one.
      reducedMotion: 'reduce',
    });
    const examine = async (path: string) => {
      expect([path, await dashboard.accessibilityViolations(page)]).toEqual([path, []]);
      const tooWide: unknown = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect([path, Number(tooWide) > 0]).toEqual([path, false]);
    };
    const examineEach = async (paths: string[]) => {
      for (const path of paths) {
        await open(path);
        await page.getByRole('heading', { level: 1 }).waitFor();
        await page.getByText('Loading…').waitFor({ state: 'detached' });
        await examine(path);
      }
    };
    await examineEach(pagesBeforeSignIn);
    await dashboard.signIn(page, token, 'operator@test.example');
    await examineEach(pages());
    expect(problems).toEqual([]);
  });
});

describe.each(sizes)('while a page loads, $name', ({ viewport, colorScheme }) => {
  it.each(['oldest first', 'newest first'] as const)(
    'nothing on the screen moves, responses %s',
    async (order) => {
      await pLimit(4).map(['/sign-in', ...pages()], async (path) => {
        const { page, context, layoutShifts, addressOf } = await dashboard.openPage({
          viewport,
          colorScheme,
        });
        if (path !== '/sign-in') await dashboard.signIn(page, token, 'operator@test.example');
        await loadInSteps(page, addressOf(path), order);
        expect.soft([path, await layoutShifts()]).toEqual([path, []]);
        await context.close();
      });
    },
  );
});

describe('the first load', () => {
  it.each(['/sign-in', 'the prompt'])('of %s transfers less than 200 kB of scripts', async (name) => {
    const { page, open } = await dashboard.openPage();
    const scripts: number[] = [];
    page.on('response', (response) => {
      if (!response.url().endsWith('.js')) return;
      void response
        .request()
        .sizes()
        .then(({ responseBodySize }) => scripts.push(responseBodySize));
    });
    if (name !== '/sign-in') await dashboard.signIn(page, token, 'operator@test.example');
    await open(name === '/sign-in' ? name : `${account.path}/prompt`);
    await page.waitForLoadState('networkidle').catch(() => undefined);
    expect(scripts.length).toBeGreaterThan(0);
    expect(scripts.reduce((sum, size) => sum + size, 0)).toBeLessThan(200_000);
  });
});

describe('the list of accounts', () => {
  it('is in Spanish for a browser that prefers Spanish', async () => {
    const { page, open } = await dashboard.openPage({ locale: 'es-ES' });
    await dashboard.signIn(page, token, 'operator@test.example');
    await open('/');
    await page.getByRole('heading', { name: 'Cuentas', level: 1 }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('es');
  });

  it('keeps its search and filter after going back to it', async () => {
    const { page, open } = await dashboard.openPage();
    await dashboard.signIn(page, token, 'operator@test.example');
    await open('/');
    await page.getByRole('searchbox').fill('house');
    await page.getByRole('button', { name: /^Waiting / }).click();
    await page.locator('[data-row]').first().click();
    await page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    await page.goBack();
    expect(await page.getByRole('searchbox').inputValue()).toBe('house');
    expect(await page.getByRole('button', { name: /^Waiting / }).getAttribute('aria-pressed')).toBe('true');
  });

  it('can be used with the keyboard alone, and lists accounts waiting for a code first', async () => {
    const { page, open } = await dashboard.openPage();
    await dashboard.signIn(page, token, 'operator@test.example');
    await open('/');
    await page.getByRole('heading', { name: 'Waiting for an answer (1)' }).waitFor();
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.type')).toBe('search');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
  });

  it('finds one of five hundred accounts while the user types', async () => {
    const { page, problems, open, token: owner } = await dashboard.openSignedIn();
    await dashboard.addAccount(owner, 'ok');
    await sql`
      with mine as (select user_id, bank_code from accounts order by created_at desc limit 1),
        added as (
          insert into accounts (id, user_id, bank_code, name)
          select gen_random_uuid(), user_id, bank_code, 'Customer ' || n from mine, generate_series(1, 500) as n
          returning id)
      insert into account_configs (account_id) select id from added`.execute(dashboard.api.stack.db);
    await open('/');
    await page.getByText('Customer 1', { exact: true }).waitFor();
    expect(await page.locator('[data-row]').count()).toBeLessThan(50);
    // The last row is reached with the keyboard, although it is not in the page yet.
    await page.locator('[data-row]').first().focus();
    await page.keyboard.press('End');
    await page.getByText('Customer 99', { exact: true }).waitFor();
    // As slow as a telephone.
    const client = await page.context().newCDPSession(page);
    await client.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.evaluate(`window.slowest = 0;
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.slowest = Math.max(window.slowest, duration);
      }).observe({ type: 'event', durationThreshold: 16 });`);
    await page.keyboard.press('/');
    await page.keyboard.type('customer 417', { delay: 40 });
    await until(
      async () => (await page.getByText(/^Customer \d+$/).allInnerTexts()).join() === 'Customer 417',
      'the one account',
    );
    await page.getByRole('searchbox').fill('');
    for (const state of ['Open', 'Not running', 'All'])
      await page.getByRole('button', { name: new RegExp(`^${state} `) }).click();
    await page.getByText('Customer 1', { exact: true }).waitFor();
    const slowest = Number(await page.evaluate('window.slowest'));
    console.log(
      `with 500 accounts and a quarter of the speed, the slowest interaction took ${slowest} ms until the next paint`,
    );
    expect(problems).toEqual([]);
  });
});

describe('the command palette and the shortcuts', () => {
  it('lead to pages and accounts without a mouse', async () => {
    const { page, problems, open } = await dashboard.openPage({ reducedMotion: 'reduce' });
    await dashboard.signIn(page, token, 'operator@test.example');
    await open('/banks');
    await page.getByRole('heading', { name: 'Banks', level: 1 }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: 'Go to' }).waitFor();
    await page
      .getByRole('option', { name: /Household/ })
      .first()
      .waitFor();
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);
    await page.keyboard.type('household');
    await page.getByRole('option', { name: 'Overview' }).waitFor({ state: 'detached' });
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Enter the 6-digit code' }).waitFor();
    await open('/banks');
    await page.getByRole('heading', { name: 'Banks', level: 1 }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.getByRole('heading', { name: 'Answer queue', level: 1 }).waitFor();
    expect(problems).toEqual([]);
  });
});

describe('several accounts at once', () => {
  it('are configured, started and stopped from the list, in a view that can be saved', async () => {
    const { page, problems, open, token: owner } = await dashboard.openSignedIn({ reducedMotion: 'reduce' });
    const { path } = await dashboard.addAccount(owner, 'otp', { otp_wait_seconds: 60 });
    await dashboard.addAccount(owner, 'otp');
    const untilWaiting = (count: number) =>
      until(async () => {
        const { body } = await dashboard.api.call('GET', '/assistance', { token: owner });
        return z.object({ pending: z.array(z.unknown()) }).parse(body).pending.length === count;
      }, `${count} requests`);
    await open('/');
    await page.getByRole('combobox', { name: 'Sort' }).selectOption('name');
    await page.getByRole('button', { name: 'Save view' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name of the view').fill('By name');
    await dialog.getByRole('button', { name: 'Save view' }).click();
    await open('/');
    await page.getByRole('combobox', { name: 'Saved views' }).selectOption('By name');
    await page.waitForURL(/\?sort=name$/);
    await page.getByRole('button', { name: 'Select all' }).click();
    const bar = page.getByRole('region', { name: 'Selected accounts' });
    await bar.getByText('2 selected').waitFor();
    await bar.getByRole('button', { name: 'Configure' }).click();
    await dialog.getByLabel('Time to answer the bank (seconds)').fill('240');
    expect(await dashboard.accessibilityViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await bar.getByText('2 done').waitFor();
    const { body } = await dashboard.api.call('GET', `${path}/config`, { token: owner });
    expect(body).toMatchObject({ otp_wait_seconds: 240, max_codes_per_day: 10 });

    await bar.getByRole('button', { name: 'Start' }).click();
    await untilWaiting(2);
    await bar.getByRole('button', { name: 'Stop' }).click();
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await untilWaiting(0);
    await bar.getByRole('button', { name: 'Clear' }).click();
    await bar.waitFor({ state: 'detached' });
    expect(problems).toEqual([]);
  });
});

describe('the overview', () => {
  it('is narrowed by period and bank, leads to the accounts behind a number, and is exported', async () => {
    const { page, problems, open } = await dashboard.openPage();
    await dashboard.signIn(page, token, 'operator@test.example');
    await open('/overview');
    await page.getByRole('combobox', { name: 'Period' }).selectOption('30 days');
    await page.getByRole('combobox', { name: 'Bank' }).selectOption('Demo Bank');
    await page.waitForURL('**/overview?days=30&bank=demo');
    await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Times in UTC');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV Audit trail' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('audit-30-days.csv');
    expect(await readFile(await download.path(), 'utf8')).toContain(account.path.slice('/accounts/'.length));
    await page.getByRole('link', { name: /Waiting now/ }).click();
    await page.getByRole('heading', { name: 'Answer queue', level: 1 }).waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Success rate of logins' }).click();
    await page.waitForURL(/\?state=attention$/);
    await page.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor();
    expect(problems).toEqual([]);
  });
});
