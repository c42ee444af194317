import { randomBytes, randomUUID } from 'node:crypto';
import { demoAnswer } from '../../demo-bank/bank.js';
import { type BankUnderFault, demo, demoHeld } from './banks-under-fault.js';
import type { FaultedLogin, Pending } from './customer.js';
import type { Fault } from './faults.js';
import { until } from '../support/until.js';
import type { Release } from './phases.js';
import {
  newBystander,
  type Round,
  silentWaitSeconds,
  strikeAll,
  type Struck,
  type Suite,
  waitSeconds,
} from './round.js';

/** What a login's bank has asked for when the fault strikes, and whether it has been answered. */
export const requestPhases = [
  'choice',
  'choice made',
  'approval',
  'approved',
  'never approved',
  'code instead',
  'code instead asked for',
  'question',
  'question answered',
  'picture',
] as const;
type RequestPhase = (typeof requestPhases)[number];

/** A login whose bank asks for more than a code by SMS. */
interface AskedLogin {
  login: FaultedLogin;
  phase: RequestPhase;
  /** The option that is chosen where the bank asks for the channel. */
  channel: string;
  /** A wrong answer to the bank's question, which is given before the right one. */
  wrongAnswer: string;
  /** The picture that was shown, if any. */
  picture?: Buffer;
}

export interface StruckRequest extends Struck, AskedLogin {
  phase: RequestPhase;
}

const userOf: Record<RequestPhase, string> = {
  choice: 'choose-channel',
  'choice made': 'choose-channel',
  approval: 'push',
  approved: 'push',
  'never approved': 'push',
  'code instead': 'push-instead',
  'code instead asked for': 'push-instead',
  question: 'question',
  'question answered': 'question',
  picture: 'photo-tan',
};

/** The bank holds the answer of these logins while the fault strikes. */
const judged: readonly RequestPhase[] = ['choice made', 'code instead asked for', 'question answered'];

/** One login in each phase, and two with a picture: at a resumable bank and at another one. */
export async function playRequestRound(suite: Suite, fault: Fault): Promise<Round<StruckRequest>> {
  const { bank, customer, random } = suite;
  const plan = requestPhases.flatMap((phase): { phase: RequestPhase; at: BankUnderFault }[] =>
    phase === 'picture'
      ? [demo, demoHeld].map((at) => ({ phase, at }))
      : [{ phase, at: random.pick([demo, demoHeld]) }],
  );
  const [bystander, ...all] = await Promise.all([newBystander(suite), ...plan.map(bringToRequest)]);
  const standing = await Promise.all(all.filter(({ phase }) => judged.includes(phase)).map(giveAnswer));
  for (const { login } of all.filter(({ phase }) => phase === 'approved')) await bank.approve(login);

  return strikeAll(suite, fault, {
    bystander,
    standing,
    follow: (struckAt) =>
      all.map(async (each) => {
        const isSilent = each.phase === 'never approved';
        const endedAt = await customer.untilEnded(each.login, isSilent ? undefined : respondAs(each));
        return { ...each, fault, endedAfterMs: endedAt - struckAt };
      }),
  });

  async function bringToRequest({ phase, at }: (typeof plan)[number]): Promise<AskedLogin> {
    const username = `${userOf[phase]}+${randomUUID().slice(0, 8)}`;
    const seconds = phase === 'never approved' ? silentWaitSeconds : waitSeconds;
    const login = await customer.newLogin(at, username, seconds);
    await customer.start(login);
    const pending = await customer.untilAsked(login);
    return {
      login,
      phase,
      channel: random.pick(['sms', 'email']),
      wrongAnswer: `canary-${randomBytes(8).toString('hex')}`,
      ...(phase === 'picture' && { picture: await customer.picture(login, pending) }),
    };
  }

  /** Answers, and waits until the bank has the answer and pauses. */
  async function giveAnswer(asked: AskedLogin): Promise<Release> {
    const { login, phase } = asked;
    const pause = bank.pause(login.username, 'judging');
    await respondAs(asked)(login, await customer.untilAsked(login));
    await until(pause.isReached, `${login.username} to be "${phase}"`, 30_000);
    return pause.release;
  }

  /** What the person and the relay of a login do when its bank asks for something. */
  function respondAs({ phase, channel, wrongAnswer }: AskedLogin) {
    return async (login: FaultedLogin, pending: Pending): Promise<void> => {
      switch (pending.type) {
        case 'otp':
          return customer.submitCode(login, pending);
        case 'choice':
          return customer.submit(login, pending.id, { option: channel });
        case 'approval':
          return userOf[phase] === 'push-instead'
            ? customer.submit(login, pending.id, { option: 'instead' })
            : bank.approve(login);
        case 'question':
          return customer.submit(login, pending.id, {
            text: pending.attempts === 0 ? wrongAnswer : demoAnswer,
          });
      }
    };
  }
}
