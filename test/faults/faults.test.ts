import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { createRandom } from '../storm/random.js';
import { seed } from '../support/seed.js';
import { createTestFolder } from '../support/services.js';
import { until } from '../support/until.js';
import { signUpCustomer } from './customer.js';
import { faults } from './faults.js';
import { install } from './installation.js';
import { playRounds, roundTimeoutMs } from './play-rounds.js';
import type { Suite } from './round.js';
import { openWatchedBank } from './watched-bank.js';

/**
 * The short form, two rounds of 13 logins, is part of `npm test`. `npm run test:faults` plays every fault:
 * `FAULT_ROUNDS` sets the number of rounds, `FAULT` selects one fault.
 */
const short = ['kill -9 worker', 'kill -9 temporal + postgres'];
const wishedRounds = process.env['FAULT_ROUNDS'];
const isShort = wishedRounds === undefined;
const rounds = isShort ? short.length : wishedRounds === 'all' ? faults.length : Number(wishedRounds);
const only = process.env['FAULT'];

let suite: Suite;
let remove: () => Promise<void>;

beforeAll(async () => {
  const { folder, remove: removeFolder } = await createTestFolder();
  remove = removeFolder;
  const random = createRandom(seed);
  const bank = await openWatchedBank(random);
  const installation = await install({
    folder,
    bankUrl: bank.url,
    chromiumPath: inject('chromiumPath'),
    temporalPath: inject('temporalPath'),
  });
  suite = { installation, bank, random, customer: await signUpCustomer(installation, bank) };
});
afterAll(async () => {
  await suite.installation.stop();
  await suite.bank.close();
  await remove();
});

it(
  'keeps every promise whichever process dies at whichever time: ledger, database and histories agree',
  { timeout: rounds * roundTimeoutMs },
  async () => {
    const { installation } = suite;
    const candidates = faults.filter(({ name }) =>
      only === undefined ? !isShort || short.includes(name) : name === only,
    );
    await playRounds(suite, candidates, rounds);

    // No Chromium of a killed worker may remain: the running worker has one browser, or none.
    await until(
      async () => (await installation.browsers()).length <= 1,
      'no orphan beside the worker',
      30_000,
    );
    const profiles = (await installation.leftInTemporary()).filter((name) => name.includes('profile'));
    expect(profiles).toHaveLength((await installation.browsers()).length);
    await installation.stop();
    await until(async () => (await installation.browsers()).length === 0, 'every Chromium to be gone', 5_000);
    expect(await installation.leftInTemporary()).toEqual([]);
  },
);
