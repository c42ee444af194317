import { createHash } from 'node:crypto';
import type { Db } from '../../db/open.js';
import { type Counter, incrementCounters, readCounter, resetCounter } from '../../db/rate-counters.js';
import type { Caller } from './caller.js';
import { rateLimited } from './api-error.js';

/**
 * How often each may happen: per minute, but wrong passwords of a user (`signIn`) per 15 minutes. 0 turns a limit off.
 */
export interface RateLimitSettings {
  submitPerAccount: number;
  submitPerKey: number;
  startPerAccount: number;
  failedAuthPerAddress: number;
  signIn: number;
}

/** The limits that a route can count against. */
export type RouteLimit = 'submit' | 'start' | 'notify';

const minute = 60;

/** Tests and redeliveries that a user requests: the service must not be usable to flood a server or mailbox. */
const notificationsPerMinute = 20;

const resetMailsPerHour = 3;

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Rate limiters whose counters are in the database, so that all API processes share them. */
export function createRateLimits({ db, settings }: { db: Db; settings: RateLimitSettings }) {
  const limit = (name: string, points: number, duration: number) =>
    createRateLimiter({ db, name, points, duration });
  const submitPerAccount = limit('too_many_codes_for_account', settings.submitPerAccount, minute);
  const submitPerKey = limit('too_many_codes_by_key', settings.submitPerKey, minute);
  const notify = limit('too_many_notifications', notificationsPerMinute, minute);
  const startPerAccount = limit('too_many_starts', settings.startPerAccount, minute);

  return {
    /**
     * Counts a request against one of its route's limits: of the account, or of the user for notifications of a route
     * without account. Throws RATE_LIMITED when the limit is exceeded.
     */
    async countRequest(routeLimit: RouteLimit, caller: Caller | null, accountId: string | undefined) {
      const ofAccount = { submit: submitPerAccount, start: startPerAccount, notify };
      await countInOrder(db, [
        ...(accountId === undefined ? [] : [ofAccount[routeLimit].counter(accountId)]),
        ...(routeLimit === 'notify' && accountId === undefined && caller
          ? [notify.counter(caller.userId)]
          : []),
        ...(routeLimit === 'submit' && caller?.kind === 'key' ? [submitPerKey.counter(caller.keyId)] : []),
      ]);
    },
    /** Wrong credentials, by address. Valid ones are never counted or checked. */
    failedAuth: limit('too_many_failed_credentials', settings.failedAuthPerAddress, minute),
    /** Wrong passwords by address alone, against guessing with many e-mails. */
    failedSignInsOfAddress: limit('too_many_failed_sign_ins', settings.failedAuthPerAddress, minute),
    /** Wrong passwords by address and e-mail; not by e-mail alone, or anyone could lock a user out. */
    failedSignIns: limit('too_many_failed_sign_ins', settings.signIn, 15 * minute),
    /** Wrong codes of a second factor, by user: they come after the right password. */
    failedSecondFactors: limit('too_many_failed_codes', settings.signIn, 15 * minute),
    /** Requests for a new password, by address. */
    passwordResets: limit('too_many_password_resets', settings.signIn, 15 * minute),
    /** Mails with a link to choose a new password, by e-mail address: a mailbox must not be flooded. */
    resetMails: limit('too_many_password_resets', resetMailsPerHour, 60 * minute),
  };
}

interface RateLimiterOptions {
  db: Db;
  /** Sent as `details.reason`. */
  name: string;
  points: number;
  /** In seconds. */
  duration: number;
}

interface NamedCounter extends Counter {
  name: string;
}

/** Counts one at each counter; undefined is one of a limit that is off. Throws RATE_LIMITED at the first limit that this exceeds. */
async function countInOrder(db: Db, counters: readonly (NamedCounter | undefined)[]): Promise<void> {
  const limited = counters.filter((counter) => counter !== undefined);
  const counted = await incrementCounters(db, limited);
  for (const [n, { points, secondsLeft }] of counted.entries()) {
    const counter = limited[n];
    if (counter && points > counter.limit) throw rateLimited(counter.name, secondsLeft);
  }
}

function createRateLimiter({ db, name, points, duration }: RateLimiterOptions) {
  /** Undefined if the limit is off. */
  const counter = (of: string): NamedCounter | undefined =>
    points === 0 ? undefined : { name, limit: points, seconds: duration, key: keyOf(of) };
  // Hashed, because the column has a maximum length and e-mails need not be stored.
  const keyOf = (of: string): string =>
    `${name}/${duration}:${createHash('sha256').update(of).digest('base64url')}`;

  return {
    counter,
    /** Counts one. Throws RATE_LIMITED if that exceeds the limit. */
    count: (of: string): Promise<void> => countInOrder(db, [counter(of)]),
    /** Throws RATE_LIMITED if the limit is used up; counts nothing. */
    async check(of: string): Promise<void> {
      if (points === 0) return;
      const counted = await readCounter(db, keyOf(of));
      if (counted && counted.points >= points) throw rateLimited(name, counted.secondsLeft);
    },
    /** Resets the counter. */
    async forget(of: string): Promise<void> {
      if (points > 0) await resetCounter(db, keyOf(of));
    },
  };
}
