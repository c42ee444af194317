import { expect } from 'vitest';
import { seed } from '../support/seed.js';
import { audit } from './audit.js';
import type { Fault } from './faults.js';
import { phases } from './phases.js';
import { type AuditedRound, brokenPromises, tableOf } from './report.js';
import { playRound, type Suite } from './round.js';

/** Time limit of one round. */
export const roundTimeoutMs = 300_000;

/** What is played in each round. */
export interface Game {
  /** The phases of its logins, which are the columns of its table. */
  phases: readonly string[];
  play: (suite: Suite, fault: Fault) => Promise<AuditedRound>;
}

/** Logins whose bank asks for a code. */
export const codeGame: Game = {
  phases,
  async play(suite, fault) {
    const round = await playRound(suite, fault);
    return { ...round, findings: await audit(suite, round) };
  },
};

/** Plays this number of rounds with the faults in turn, prints a table, and fails if a promise was broken. */
export async function playRounds(
  suite: Suite,
  { phases, play }: Game,
  { faults, rounds }: { faults: readonly Fault[]; rounds: number },
): Promise<void> {
  const turns = Array.from({ length: rounds }, (_, number) => faults[number % faults.length]);
  if (faults.length === 0) throw new Error('no fault of this file has the name in FAULT');
  console.log(`SEED=${seed}`);
  const played: AuditedRound[] = [];
  for (const fault of turns.filter((each) => each !== undefined)) {
    played.push(await play(suite, fault));
    console.log(tableOf(played.slice(-1), phases));
  }
  const struck = played.flatMap((round) => round.struck).length;
  console.log(`${struck} logins were struck, SEED=${seed}\n${tableOf(played, phases)}`);
  expect(brokenPromises(played), `SEED=${seed}`).toEqual([]);
}
