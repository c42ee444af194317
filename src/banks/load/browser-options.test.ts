import { expect, test } from 'vitest';
import { useTestBanks } from '../testing/test-banks.js';

const banks = useTestBanks();

const script = `JSON.stringify([navigator.language, Intl.DateTimeFormat().resolvedOptions().timeZone,
  navigator.userAgent, innerWidth, innerHeight, Intl.DateTimeFormat().resolvedOptions().locale])`;

/** How the browser of a bank with this section presents itself. */
async function presentedBy(browser?: Record<string, unknown>): Promise<unknown> {
  const { driver, url } = banks.create('<p>A page</p>', browser && { browser });
  const context = await banks.pool().openContext(driver.browser);
  const page = await context.newPage();
  await page.goto(url);
  const seen = JSON.parse(String(await page.evaluate(script))) as unknown;
  await context.close();
  return seen;
}

test('a bank’s browser presents itself as its file says', async () => {
  const browser = {
    locale: 'fr-FR',
    timezone: 'America/Bogota',
    user_agent: 'Mozilla/5.0 (a phone)',
    viewport: { width: 412, height: 915 },
  };
  expect(await presentedBy(browser)).toEqual([
    'fr-FR',
    'America/Bogota',
    'Mozilla/5.0 (a phone)',
    412,
    915,
    'fr-FR',
  ]);
});

test('without a section it is the usual one', async () => {
  expect(await presentedBy()).toEqual([
    'en-US',
    Intl.DateTimeFormat().resolvedOptions().timeZone,
    expect.stringContaining('Chrome/'),
    1280,
    900,
    'en-US',
  ]);
});
