import { until } from '../support/until.js';
import type { Customer, FaultedLogin } from './customer.js';
import type { Moment, Pause, WatchedBank } from './watched-bank.js';

/** The point that a login has reached when the fault strikes. */
export const phases = [
  'before the prompt',
  'while waiting',
  'while a code is sent again',
  'between 202 and typing',
  'between typing and the answer',
  'accepted, not recorded',
] as const;
export type Phase = (typeof phases)[number];

/** A login that is brought into a phase. */
interface Bringing {
  phase: Phase;
  login: FaultedLogin;
  bank: WatchedBank;
  customer: Customer;
}

/** Ends the bank's pause for a login that has reached its phase. */
export type Release = () => void;

/** A held browser types at once, and the bank cannot delay it, so the fault must strike at once. */
export const isFleeting = ({ phase, login }: Pick<Bringing, 'phase' | 'login'>): boolean =>
  phase === 'between 202 and typing' && !login.bank.isResumable;

/** Brings the login to the point just before its phase. */
export async function bringNear({ phase, login, customer }: Bringing): Promise<void> {
  if (phase === 'before the prompt') return;
  await customer.start(login);
  await customer.untilAsked(login);
  if (phase === 'while a code is sent again') await customer.untilResendIsOffered(login);
}

/** Brings the login into its phase, in which the bank then holds it with a pause. */
export async function bringInto(
  { phase, login, bank, customer }: Bringing,
  { beforeCodeIsSent }: { beforeCodeIsSent: boolean },
): Promise<Release> {
  const pauseAt = (moment: Moment): Pause => bank.pause(login.username, moment);
  switch (phase) {
    case 'while waiting':
      return () => undefined;
    case 'before the prompt': {
      const pause = pauseAt(beforeCodeIsSent ? 'login' : 'prompt');
      await customer.start(login);
      await isIn(pause, phase, login);
      return pause.release;
    }
    case 'while a code is sent again': {
      const pause = pauseAt(beforeCodeIsSent || login.bank.resendAnswersForm ? 'resending' : 'resent');
      await customer.resend(login);
      await isIn(pause, phase, login);
      return pause.release;
    }
    case 'between 202 and typing':
    case 'between typing and the answer':
    case 'accepted, not recorded': {
      const pause = isFleeting({ phase, login }) ? undefined : pauseAt(momentOf[phase]);
      await customer.submitCode(login, await customer.untilAsked(login));
      if (!pause) return () => undefined;
      await isIn(pause, phase, login);
      return pause.release;
    }
  }
}

const isIn = (pause: Pause, phase: Phase, { bank, username }: FaultedLogin): Promise<unknown> =>
  until(pause.isReached, `${username} at ${bank.code} to be "${phase}"`, 30_000);

const momentOf = {
  'between 202 and typing': 'reopening',
  'between typing and the answer': 'judging',
  'accepted, not recorded': 'accepted',
} as const satisfies Partial<Record<Phase, Moment>>;
