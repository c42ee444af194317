import pLimit from 'p-limit';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createFormBank } from '../../src/banks/form/form-bank.js';
import { type BrowserPool, createBrowserPool } from '../../src/browser/chromium.js';
import { createHeldLogins } from '../../src/activities/held-logins.js';
import { seed } from '../support/seed.js';
import { type BankSite, startBankSite } from './bank-site.js';
import { startLoad } from './load.js';
import { options } from './options.js';
import { createPerson } from './person.js';
import { playLogin, type Players } from './play-login.js';
import { summaryOf } from './summary.js';

const { logins, parallel, load, latencyMs } = options;
const timeout = logins * 60_000;

let site: BankSite;
let pool: BrowserPool;
let stopLoad: () => void;

beforeAll(async () => {
  site = await startBankSite({ latencyMs });
  pool = createBrowserPool({ executablePath: inject('chromiumPath'), args: inject('chromiumArgs') });
  stopLoad = startLoad(load);
});
afterAll(async () => {
  stopLoad();
  await pool.close();
  await site.close();
});

/** Plays logins with ascending seeds, prints a summary, and returns the seeds of those that failed. */
async function play(count: number, who: string, createDriver: Players['createDriver']): Promise<number[]> {
  const held = createHeldLogins(pool);
  const atOnce = pLimit(parallel);
  const seeds = Array.from({ length: count }, (_, at) => seed + at);
  const played = await Promise.all(
    seeds.map((each) => atOnce(playLogin, each, { site, held, createDriver })),
  );
  console.log(`Laboratory, ${who}: ${summaryOf(played)}`);
  return played.filter(({ violations }) => violations.length > 0).map((login) => login.seed);
}

test('a patient person can use the pages of the laboratory', { timeout }, async () => {
  const failed = await play(Math.ceil(logins / 8), 'a person', createPerson);
  expect(failed, 'seeds, described above').toEqual([]);
});

test('the driver returns only what the bank has decided, and loses nothing of it', { timeout }, async () => {
  const failed = await play(logins, 'the driver', (file) => createFormBank(file));
  expect(failed, 'seeds, described above').toEqual([]);
});
