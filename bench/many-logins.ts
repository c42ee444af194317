import { mkdir, readdir, stat, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { chromium, type Browser } from 'playwright-core';
import { z } from 'zod';
import { findChromium } from '../src/runtime/find-chromium.js';
import { prepareDemoLogin, readCode, until } from './demo-login.js';
import { withInstance } from './instance.js';
import { startPatientBank } from './patient-bank.js';
import { pssMb } from './process-memory.js';
import { processorSeconds, processTree } from './processor-time.js';
import { signUp } from './support.js';

/**
 * Many logins at once, against an `npm start` of its own: how many a second come to wait for a code, and how many are let
 * in after all codes came together; how much processor time a login takes, and where; memory and disk while all wait. The
 * floor: up to 60 logins of plain Playwright at the same bank, with as many contexts as the product has browser slots, each
 * opened again with its cookies for the code. Writes `reports/bench-many-logins.json`.
 * `node --import tsx bench/many-logins.ts [logins]`
 */

const logins = Number(process.argv[2] ?? 60);
const slots = 16;
const plainLogins = Math.min(logins, 60);
const withinMs = 3_600_000;
const eventsSchema = z.object({ events: z.array(z.object({ type: z.string() })) });

const bank = await startPatientBank();
const demoBank = bank.url;
await withInstance(
  async ({ api, pids, folder }) => {
    const user = await signUp(api);
    const prepare = () => prepareDemoLogin(user, { bank: 'patient' });
    // The first login loads the browser.
    const first = await prepare();
    await first.start();
    await until(first.pending);
    await first.submit(await readCode(demoBank, first.username));
    await until(async () => ((await first.pending()) === null ? true : null));

    const plain = await measurePlain(demoBank);
    report('plain Playwright', plainLogins, plain);

    const atOnce = pLimit(8);
    const prepared = await Promise.all(Array.from({ length: logins }, () => atOnce(prepare)));
    const before = await processorTimes(pids.main);
    const sizeBefore = await sizesMb(pids.main, folder);
    const startedAt = performance.now();
    await Promise.all(prepared.map(({ start }) => start()));
    for (const { pending } of prepared) await until(pending, withinMs);
    const waitingMs = performance.now() - startedAt;
    const sizeWaiting = await sizesMb(pids.main, folder);
    const codes = await Promise.all(prepared.map(({ username }) => readCode(demoBank, username)));
    const submittedAt = performance.now();
    await Promise.all(prepared.map(({ submit }, at) => submit(codes[at] ?? '')));
    for (const { pending } of prepared)
      await until(async () => ((await pending()) === null ? true : null), withinMs);
    const letInMs = performance.now() - submittedAt;
    const used = since(before, await processorTimes(pids.main));
    report('product', logins, { waitingMs, letInMs }, plain);
    const size = {
      memoryMb: (sizeWaiting.memory - sizeBefore.memory) / logins,
      diskMb: (sizeWaiting.disk - sizeBefore.disk) / logins,
    };
    console.log('each waiting login, MB:', size);
    console.log('processor time of each login, ms:', used);

    const typed = await Promise.all(prepared.map(({ username }) => codesTyped(demoBank, username)));
    if (typed.some((count) => count !== 1)) throw new Error('some code was not typed exactly once');
    await mkdir('reports', { recursive: true });
    const results = { load: loadavg(), logins, plain, product: { waitingMs, letInMs }, size, used };
    await writeFile('reports/bench-many-logins.json', JSON.stringify(results, null, 2));
  },
  { env: { BROWSER_SLOTS: String(slots), BANKS_DIR: bank.folder } },
).finally(() => bank.close());

interface Times {
  /** Until all wait for a code. */
  waitingMs: number;
  /** From the first code until all are let in. */
  letInMs: number;
}

async function measurePlain(demoBank: string): Promise<Times> {
  const { path, args } = await findChromium({ env: process.env, print: () => undefined });
  const browser = await chromium.launch({ executablePath: path, args: [...args] });
  const usernames = Array.from({ length: plainLogins }, (_, at) => `otp+plain${at}`);
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

function report(what: string, count: number, times: Times, floor: Times = times): void {
  const rate = (pick: (times: Times) => number) => {
    const perSecond = (count * 1_000) / pick(times);
    const floorPerSecond = ((floor === times ? count : plainLogins) * 1_000) / pick(floor);
    return `${perSecond.toFixed(1)}/s (${(perSecond / floorPerSecond).toFixed(2)} of the floor)`;
  };
  const [waiting, letIn] = [rate(({ waitingMs }) => waitingMs), rate(({ letInMs }) => letInMs)];
  console.log(`${what}, ${count} logins: come to wait ${waiting}, let in ${letIn}`);
}

/** Of all processes, and of all files of the instance. */
async function sizesMb(mainPid: number, folder: string): Promise<{ memory: number; disk: number }> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    // One that has just been removed counts nothing.
    files.map(({ parentPath, name }) =>
      stat(join(parentPath, name)).then(
        (one) => one.size,
        () => 0,
      ),
    ),
  );
  return {
    memory: await pssMb(await processTree(mainPid)),
    disk: sizes.reduce((sum, size) => sum + size, 0) / 1_048_576,
  };
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
