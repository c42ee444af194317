import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../storm/random.js';
import { banksUnderFault, demo } from './banks-under-fault.js';
import type { Customer, FaultedLogin } from './customer.js';
import type { Fault } from './faults.js';
import type { Installation } from './installation.js';
import { bringInto, bringNear, isFleeting, type Phase, phases, type Release } from './phases.js';
import type { WatchedBank } from './watched-bank.js';

/** Long enough for the longest outage and the recovery from it. */
export const waitSeconds = 100;
/** For the login without a relay: its deadline passes during the fault or soon after. */
export const silentWaitSeconds = 25;
const resendPhase: Phase = 'while a code is sent again';

/** How long the bank keeps pausing after the fault has struck. */
const longestPauseMs = 2_500;

/** One login that a fault struck, and what became of it. */
export interface Struck {
  login: FaultedLogin;
  /** The point that it had reached. */
  phase: string;
  fault: Fault;
  /** From the strike until the session had ended. */
  endedAfterMs: number;
}

/** A login whose bank asks for a code. */
export interface StruckLogin extends Struck {
  phase: Phase;
  /** Whether a relay submits codes for it. */
  answers: boolean;
}

export interface Round<S extends Struck> {
  struck: S[];
  /** From the end of the fault until a login without a code, started at that moment, had succeeded. */
  recoveredAfterMs: number;
}

export interface Suite {
  installation: Installation;
  bank: WatchedBank;
  customer: Customer;
  random: Random;
}

/** Two logins in each phase, at a resumable bank and at another one, and one without a relay. */
function plan(random: Random) {
  const answered = phases.flatMap((phase) =>
    [true, false].map((isResumable) => {
      const banks = banksUnderFault.filter(
        (bank) => bank.isResumable === isResumable && (phase !== resendPhase || bank.resendUser !== null),
      );
      return { phase, at: random.pick(banks), answers: true };
    }),
  );
  return [...answered, { phase: 'while waiting' as const, at: random.pick(banksUnderFault), answers: false }];
}

/** Brings thirteen logins into their phases, strikes all with the fault at once, and returns what became of them. */
export async function playRound(suite: Suite, fault: Fault): Promise<Round<StruckLogin>> {
  const { bank, customer, random } = suite;
  const all = await Promise.all(
    plan(random).map(async ({ phase, at, answers }) => {
      const name = (phase === resendPhase ? at.resendUser : null) ?? random.pick(at.users);
      const username = `${name}+${randomUUID().slice(0, 8)}`;
      const login = await customer.newLogin(at, username, answers ? waitSeconds : silentWaitSeconds);
      return { login, phase, answers, bank, customer };
    }),
  );
  const enter = (each: (typeof all)[number]) => bringInto(each, { beforeCodeIsSent: random.chance(0.5) });
  const [bystander] = await Promise.all([newBystander(suite), ...all.map(bringNear)]);
  const standing = await Promise.all(all.filter((each) => !isFleeting(each)).map(enter));
  await Promise.all(all.filter(isFleeting).map(enter));

  return strikeAll(suite, fault, {
    bystander,
    standing,
    follow: (struckAt) =>
      all.map(async ({ login, phase, answers }) => {
        const endedAt = await customer.untilEnded(login, answers ? customer.submitCode : undefined);
        return { login, phase, fault, answers, endedAfterMs: endedAt - struckAt };
      }),
  });
}

/** An account whose bank asks for nothing, for a login after the fault. */
export const newBystander = ({ customer }: Suite): Promise<FaultedLogin> =>
  customer.newLogin(demo, `ok+${randomUUID().slice(0, 8)}`, waitSeconds);

/** Strikes with the fault, ends the pauses of the bank around that time, and waits until every login has ended. */
export async function strikeAll<S extends Struck>(
  { installation, customer, random }: Suite,
  fault: Fault,
  logins: {
    bystander: FaultedLogin;
    /** Ends the pauses of the bank. */
    standing: Release[];
    follow: (struckAt: number) => Promise<S>[];
  },
): Promise<Round<S>> {
  const struckAt = Date.now();
  const releasing = logins.standing.map(async (release) => {
    await sleep(random.whole(0, longestPauseMs));
    release();
  });
  await fault.strike(installation);
  const overAt = Date.now();
  const [struck, recoveredAt] = await Promise.all([
    Promise.all(logins.follow(struckAt)),
    customer.logInAnew(logins.bystander),
    ...releasing,
  ]);
  return { struck, recoveredAfterMs: recoveredAt - overAt };
}
