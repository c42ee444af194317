import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../storm/random.js';
import { banksUnderFault, demo } from './banks-under-fault.js';
import type { Customer, FaultedLogin } from './customer.js';
import type { Fault } from './faults.js';
import type { Installation } from './installation.js';
import { bringInto, bringNear, isFleeting, type Phase, phases } from './phases.js';
import type { WatchedBank } from './watched-bank.js';

/** Long enough for a service that is away for as long as the longest fault, and for its recovery. */
const waitSeconds = 100;
/** Nobody answers this one; its deadline passes while the fault is there, or soon after. */
const silentWaitSeconds = 25;
const resendPhase: Phase = 'while a code is sent again';

/** How long the bank may go on pausing after the fault has struck. */
const longestPauseMs = 2_500;

/** One login that a fault struck, and how it went on. */
export interface StruckLogin {
  login: FaultedLogin;
  phase: Phase;
  fault: Fault;
  /** Whether its relay answers what it is asked. */
  answers: boolean;
  /** From the strike until its session was over. */
  endedAfterMs: number;
}

export interface Round {
  struck: StruckLogin[];
  /** From the end of the fault until a login that was started right then, and needs no code, had ended well. */
  recoveredAfterMs: number;
}

export interface Suite {
  installation: Installation;
  bank: WatchedBank;
  customer: Customer;
  random: Random;
}

/** Two in each phase, at a bank that can be resumed and at one that cannot, and one that nobody answers. */
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

/** Thirteen logins, each brought into its phase, all struck by the fault at once, and what became of them. */
export async function playRound(suite: Suite, fault: Fault): Promise<Round> {
  const { installation, bank, customer, random } = suite;
  const all = await Promise.all(
    plan(random).map(async ({ phase, at, answers }) => {
      const name = (phase === resendPhase ? at.resendUser : null) ?? random.pick(at.users);
      const username = `${name}+${randomUUID().slice(0, 8)}`;
      const login = await customer.newLogin(at, username, answers ? waitSeconds : silentWaitSeconds);
      return { login, phase, answers, bank, customer };
    }),
  );
  const enter = (each: (typeof all)[number]) => bringInto(each, { beforeCodeIsSent: random.chance(0.5) });
  const bystander = customer.newLogin(demo, `ok+${randomUUID().slice(0, 8)}`, waitSeconds);
  await Promise.all([...all.map(bringNear), bystander]);
  const standing = await Promise.all(all.filter((each) => !isFleeting(each)).map(enter));
  await Promise.all(all.filter(isFleeting).map(enter));

  const struckAt = Date.now();
  const releasing = standing.map(async (release) => {
    await sleep(random.whole(0, longestPauseMs));
    release();
  });
  await fault.strike(installation);
  const overAt = Date.now();
  const [struck, recoveredAt] = await Promise.all([
    Promise.all(
      all.map(async ({ login, phase, answers }): Promise<StruckLogin> => {
        const endedAt = await customer.untilEnded(login, { answers });
        return { login, phase, fault, answers, endedAfterMs: endedAt - struckAt };
      }),
    ),
    customer.logInAnew(await bystander),
    ...releasing,
  ]);
  return { struck, recoveredAfterMs: recoveredAt - overAt };
}
