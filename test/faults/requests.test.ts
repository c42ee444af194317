import { afterAll, beforeAll, it } from 'vitest';
import { auditRequests } from './audit-requests.js';
import { requestFaults } from './faults.js';
import { openSuite } from './open-suite.js';
import { type Game, playRounds, roundTimeoutMs } from './play-rounds.js';
import { playRequestRound, requestPhases } from './request-round.js';

/**
 * The short form, one round of 11 logins, is part of `npm test`. `npm run test:faults` plays every fault; `FAULT`
 * selects one.
 */
const only =
  process.env['FAULT'] ?? (process.env['FAULT_ROUNDS'] === undefined ? 'kill -9 worker' : undefined);
const faults = requestFaults.filter(({ name }) => only === undefined || name === only);

const requestGame: Game = {
  phases: requestPhases,
  async play(suite, fault) {
    const round = await playRequestRound(suite, fault);
    return { ...round, findings: await auditRequests(suite, round) };
  },
};

let suite: Awaited<ReturnType<typeof openSuite>>;

beforeAll(async () => {
  suite = await openSuite();
});
afterAll(() => suite.close());

it(
  'keeps every promise while a choice, an approval, a question or a picture waits: the phone rings once, nothing stays pending or in clear',
  { timeout: requestFaults.length * roundTimeoutMs },
  () => playRounds(suite, requestGame, { faults, rounds: faults.length }),
);
