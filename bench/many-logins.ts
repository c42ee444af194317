import { mkdir, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import pLimit from 'p-limit';
import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';
import { findChromium } from '../src/runtime/find-chromium.js';
import { prepareDemoLogin, readCode, until } from './demo-login.js';
import { withInstance } from './instance.js';
import { processorSeconds, processTree } from './processor-time.js';
import { signUp } from './support.js';

/**
 * Many logins at once, against an `npm start` of its own: how many a second come to wait for a code, and how many are let
 * in after all codes came together; how much processor time a login takes, and where. The floor: plain Playwright at the
 * same bank, with as many contexts as the product has browser slots, each opened again with its cookies for the code.
 * Writes `reports/bench-many-logins.json`. `node --import tsx bench/many-logins.ts [logins]`
 */

const logins = Number(process.argv[2] ?? 60);
const slots = 16;
const withinMs = 600_000;
const pendingSchema = z.object({ pending: z.array(z.unknown()) });
const eventsSchema = z.object({ events: z.array(z.object({ type: z.string() })) });

await withInstance(
  async ({ api, demo_bank: demoBank, pids }) => {
    const user = await signUp(api);
    const prepare = () => prepareDemoLogin(user, { bank: 'demo' });
    // The first login loads the browser.
    const first = await prepare();
    await first.start();
    await until(first.pending);
    await first.submit(await readCode(demoBank, first.username));
    await until(async () => ((await first.pending()) === null ? true : null));

    const plain = await measurePlain(demoBank);
    report('plain Playwright', plain);

    const atOnce = pLimit(8);
    const prepared = await Promise.all(Array.from({ length: logins }, () => atOnce(prepare)));
    const countPending = async () =>
      pendingSchema.parse(await user.call('GET', '/assistance')).pending.length;
    const untilPending = (count: number) =>
      until(async () => ((await countPending()) === count ? true : null), withinMs);
    const before = await processorTimes(pids.main);
    const startedAt = performance.now();
    await Promise.all(prepared.map(({ start }) => start()));
    await untilPending(logins);
    const waitingMs = performance.now() - startedAt;
    const codes = await Promise.all(prepared.map(({ username }) => readCode(demoBank, username)));
    const submittedAt = performance.now();
    await Promise.all(prepared.map(({ submit }, at) => submit(codes[at] ?? '')));
    await untilPending(0);
    const letInMs = performance.now() - submittedAt;
    const used = since(before, await processorTimes(pids.main));
    report('product', { waitingMs, letInMs }, plain);
    console.log('processor time of each login, ms:', used);

    const typed = await Promise.all(prepared.map(({ username }) => codesTyped(demoBank, username)));
    if (typed.some((count) => count !== 1)) throw new Error('some code was not typed exactly once');
    await mkdir('reports', { recursive: true });
    const results = { load: loadavg(), logins, plain, product: { waitingMs, letInMs }, used };
    await writeFile('reports/bench-many-logins.json', JSON.stringify(results, null, 2));
  },
  { env: { BROWSER_SLOTS: String(slots) } },
);

interface Times {
  /** Until all wait for a code. */
  waitingMs: number;
  /** From the first code until all are let in. */
  letInMs: number;
}

async function measurePlain(demoBank: string): Promise<Times> {
  const { path, args } = await findChromium({ env: process.env, print: () => undefined });
  const browser = await chromium.launch({ executablePath: path, args: [...args] });
  const usernames = Array.from({ length: logins }, (_, at) => `otp+plain${at}`);
  const atOnce = pLimit(slots);
  try {
    const startedAt = performance.now();
    const states = await Promise.all(
      usernames.map((username) => atOnce(openPlain, browser, demoBank, username)),
    );
    const waitingMs = performance.now() - startedAt;
    const codes = await Promise.all(usernames.map((username) => readCode(demoBank, username)));
    const submittedAt = performance.now();
    await Promise.all(
      states.map((state, at) =>
        atOnce(async () => {
          const context = await browser.newContext({ storageState: state });
          const page = await context.newPage();
          await page.goto(`${demoBank}/code`);
          await page.fill('#otp', codes[at] ?? '');
          await page.click('#otp-go');
          await page.locator('#logout').waitFor();
          await context.close();
        }),
      ),
    );
    return { waitingMs, letInMs: performance.now() - submittedAt };
  } finally {
    await browser.close();
  }
}

async function openPlain(browser: Browser, demoBank: string, username: string) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${demoBank}/login`);
  await page.fill('#user', username);
  await page.fill('#pass', 'demo');
  await page.click('#go');
  await page.locator('#otp').waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function codesTyped(demoBank: string, username: string): Promise<number> {
  const response = await fetch(`${demoBank}/ledger?username=${encodeURIComponent(username)}`);
  const { events } = eventsSchema.parse(await response.json());
  return events.filter(({ type }) => type === 'code_submitted').length;
}

function report(what: string, { waitingMs, letInMs }: Times, floor?: Times): void {
  const rate = (ms: number, floorMs = ms) =>
    `${((logins * 1_000) / ms).toFixed(1)}/s (${(floorMs / ms).toFixed(2)} of the floor)`;
  console.log(
    `${what}, ${logins} logins: come to wait ${rate(waitingMs, floor?.waitingMs)}, let in ${rate(letInMs, floor?.letInMs)}`,
  );
}

/** Seconds by the name of the process's program. */
async function processorTimes(mainPid: number): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for (const { name, seconds } of await Promise.all((await processTree(mainPid)).map(processorSeconds)))
    times.set(name, (times.get(name) ?? 0) + seconds);
  return times;
}

/** Milliseconds for each login. */
function since(before: Map<string, number>, now: Map<string, number>): Record<string, number> {
  return Object.fromEntries(
    [...now].map(([name, seconds]) => [
      name,
      Math.round(((seconds - (before.get(name) ?? 0)) * 1_000) / logins),
    ]),
  );
}
