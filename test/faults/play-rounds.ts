import { expect } from 'vitest';
import { seed } from '../support/seed.js';
import { audit } from './audit.js';
import type { Fault } from './faults.js';
import { type AuditedRound, brokenPromises, tableOf } from './report.js';
import { playRound, type Suite } from './round.js';

/** Time limit of one round. */
export const roundTimeoutMs = 300_000;

/** Plays this number of rounds with the faults in turn, prints a table, and fails if a promise was broken. */
export async function playRounds(suite: Suite, faults: readonly Fault[], rounds: number): Promise<void> {
  const turns = Array.from({ length: rounds }, (_, number) => faults[number % faults.length]);
  if (faults.length === 0) throw new Error('no fault of this file has the name in FAULT');
  console.log(`SEED=${seed}`);
  const played: AuditedRound[] = [];
  for (const fault of turns.filter((each) => each !== undefined)) {
    const round = await playRound(suite, fault);
    played.push({ ...round, findings: await audit(suite, round) });
    console.log(tableOf(played.slice(-1)));
  }
  const struck = played.flatMap((round) => round.struck).length;
  console.log(`${struck} logins were struck, SEED=${seed}\n${tableOf(played)}`);
  expect(brokenPromises(played), `SEED=${seed}`).toEqual([]);
}
