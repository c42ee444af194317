import { loadavg } from 'node:os';
import pLimit from 'p-limit';
import { chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { bankId } from '../src/api/accounts/bank-ids.js';
import { findChromium } from '../src/runtime/find-chromium.js';
import { withInstance } from './instance.js';
import { percentile, signUp } from './support.js';

/**
 * How long the dashboard's list of 500 accounts takes from an input to the next paint (Event Timing, as for INP), and
 * what its main thread computes, in a Chromium at a quarter of its speed (CHROMIUM_PATH, or the first that is found).
 * `node --import tsx bench/interactions.ts [rounds]`
 */

const rounds = Number(process.argv[2] ?? 3);
const accountCount = 500;
const slowdown = 4;

const click = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();
const steps: readonly (readonly [name: string, act: (page: Page) => Promise<unknown>])[] = [
  ['type a search', (page) => page.keyboard.type('/customer 417', { delay: 40 })],
  ['clear the search', (page) => page.getByRole('searchbox').press('Control+a+Backspace')],
  ['filter: none is open', click(/^Open /)],
  ['filter: all', click(/^All /)],
  ['sort by name', (page) => page.getByRole('combobox', { name: 'Sort by' }).press('ArrowDown')],
  ['group by bank', click('Group by bank')],
  ['select one', (page) => page.getByRole('checkbox').nth(3).click()],
  ['select all', click('Select all')],
  ['clear the selection', click('Clear')],
  ['open the palette', (page) => page.keyboard.press('Control+k')],
  ['type in the palette', (page) => page.keyboard.type('customer 4', { delay: 40 })],
  ['close the palette', (page) => page.keyboard.press('Escape')],
  ['open an account', (page) => page.locator('[data-row]').nth(2).click()],
  ['back to the list', (page) => page.getByRole('link', { name: 'Accounts', exact: true }).first().click()],
];

/** Resolves after the paints that an input causes, and the work that was put off until after them. */
const settle = (page: Page) =>
  page.evaluate(`new Promise((resolve) => {
    let frames = 20;
    const next = () => ((frames -= 1) > 0 ? requestAnimationFrame(next) : requestIdleCallback(resolve));
    next();
  })`);

/** Takes all steps. `paintMs` is in steps of 8 ms, as Event Timing measures it. */
async function measureSteps(page: Page): Promise<{ paintMs: number; cpuMs: number }[]> {
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable', { timeDomain: 'threadTicks' });
  await client.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
  await page.evaluate(`new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.slowest = Math.max(window.slowest, duration);
  }).observe({ type: 'event', durationThreshold: 16 })`);
  const cpuSeconds = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const costs = [];
  for (const [, act] of steps) {
    await settle(page);
    await page.evaluate('window.slowest = 0');
    const before = await cpuSeconds();
    await act(page);
    await settle(page);
    const cpuMs = Math.round(((await cpuSeconds()) - before) * 1_000);
    costs.push({ paintMs: z.number().parse(await page.evaluate('window.slowest')), cpuMs });
  }
  return costs;
}

await withInstance(async ({ api }) => {
  const user = await signUp(api);
  await pLimit(8).map(
    Array.from({ length: accountCount }, (_, index) => `Customer ${index + 1}`),
    (name) => user.call('POST', '/accounts', { bankId: bankId('demo'), name }),
  );
  const { CHROMIUM_PATH: chromiumPath } = process.env;
  const { path: executablePath, args } = await findChromium({
    chromiumPath,
    env: process.env,
    print: console.log,
  });
  const browser = await chromium.launch({ executablePath, args });
  try {
    const taken = [];
    for (let round = 0; round < rounds; round += 1) {
      const context = await browser.newContext({ serviceWorkers: 'block' });
      await context.addCookies([{ name: 'assisted_login', value: user.token, url: api, httpOnly: true }]);
      const page = await context.newPage();
      const session = JSON.stringify({ user: { id: 'me', email: 'bench@bench.example', name: null } });
      await page.addInitScript(`localStorage.setItem('session', ${JSON.stringify(session)})`);
      await page.goto(`${new URL(api).origin}/app/`);
      await page.locator('[data-row]').nth(10).waitFor();
      taken.push(await measureSteps(page));
      await context.close();
    }
    console.log(
      `load ${loadavg()[0]?.toFixed(1)}; ms to the next paint: median, worst; ms of the main thread: median`,
    );
    for (const [index, [name]] of steps.entries()) {
      const costs = taken.flatMap((round) => round[index] ?? []);
      const paints = costs.map(({ paintMs }) => paintMs);
      const cpu = costs.map(({ cpuMs }) => cpuMs);
      console.log(
        `${name.padEnd(22)}${percentile(paints, 50)}, ${Math.max(...paints)}; ${percentile(cpu, 50)}`,
      );
    }
  } finally {
    await browser.close();
  }
});
