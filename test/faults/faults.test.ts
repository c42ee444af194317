import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { faults } from './faults.js';
import { openSuite } from './open-suite.js';
import { codeGame, playRounds, roundTimeoutMs } from './play-rounds.js';

/**
 * The short form, two rounds of 13 logins, is part of `npm test`. `npm run test:faults` plays every fault:
 * `FAULT_ROUNDS` sets the number of rounds, `FAULT` selects one fault.
 */
const short = ['kill -9 worker', 'kill -9 temporal + postgres'];
const wishedRounds = process.env['FAULT_ROUNDS'];
const isShort = wishedRounds === undefined;
const rounds = isShort ? short.length : wishedRounds === 'all' ? faults.length : Number(wishedRounds);
const only = process.env['FAULT'];

let suite: Awaited<ReturnType<typeof openSuite>>;

beforeAll(async () => {
  suite = await openSuite();
});
afterAll(() => suite.close());

it(
  'keeps every promise whichever process dies at whichever time: ledger, database and histories agree',
  { timeout: rounds * roundTimeoutMs },
  async () => {
    const { installation } = suite;
    const candidates = faults.filter(({ name }) =>
      only === undefined ? !isShort || short.includes(name) : name === only,
    );
    await playRounds(suite, codeGame, { faults: candidates, rounds });

    // No Chromium of a killed worker may remain: a running worker has one browser, or none.
    await until(
      async () => (await installation.browsers()).length <= installation.workers,
      'no orphan beside the workers',
      30_000,
    );
    const profiles = (await installation.leftInTemporary()).filter((name) => name.includes('profile'));
    expect(profiles).toHaveLength((await installation.browsers()).length);
    await installation.stop();
    await until(async () => (await installation.browsers()).length === 0, 'every Chromium to be gone', 5_000);
    expect(await installation.leftInTemporary()).toEqual([]);
  },
);
