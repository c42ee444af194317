import { createHash } from 'node:crypto';
import type { Db } from '../../db/open.js';
import { readCounter, incrementCounter, resetCounter } from '../../db/rate-counters.js';
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

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Rate limiters whose counters are in the database, so that all API processes share them. */
export function createRateLimits({ db, settings }: { db: Db; settings: RateLimitSettings }) {
  const limit = (name: string, points: number, duration: number) =>
    createRateLimiter({ db, name, points, duration });
  const submitPerAccount = limit('too_many_codes_for_account', settings.submitPerAccount, minute);
  const submitPerKey = limit('too_many_codes_by_key', settings.submitPerKey, minute);
  const notifyPerAccount = limit('too_many_notifications', notificationsPerMinute, minute);
  const startPerAccount = limit('too_many_starts', settings.startPerAccount, minute);

  return {
    /** Counts a request against one of its route's limits. Throws RATE_LIMITED when the limit is exceeded. */
    async countRequest(routeLimit: RouteLimit, caller: Caller | null, accountId: string | undefined) {
      switch (routeLimit) {
        case 'submit':
          if (accountId !== undefined) await submitPerAccount.count(accountId);
          if (caller?.kind === 'key') await submitPerKey.count(caller.keyId);
          break;
        case 'start':
          if (accountId !== undefined) await startPerAccount.count(accountId);
          break;
        case 'notify':
          if (accountId !== undefined) await notifyPerAccount.count(accountId);
          break;
      }
    },
    /** Wrong credentials, by address. Valid ones are never counted or checked. */
    failedAuth: limit('too_many_failed_credentials', settings.failedAuthPerAddress, minute),
    /** Wrong passwords by address alone, against guessing with many e-mails. */
    failedSignInsOfAddress: limit('too_many_failed_sign_ins', settings.failedAuthPerAddress, minute),
    /** Wrong passwords by address and e-mail; not by e-mail alone, or anyone could lock a user out. */
    failedSignIns: limit('too_many_failed_sign_ins', settings.signIn, 15 * minute),
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

function createRateLimiter({ db, name, points, duration }: RateLimiterOptions) {
  if (points === 0) return unlimited;
  // Hashed, because the column has a maximum length and e-mails need not be stored.
  const counterOf = (key: string): string =>
    `${name}/${duration}:${createHash('sha256').update(key).digest('base64url')}`;

  return {
    /** Counts one. Throws RATE_LIMITED if that exceeds the limit. */
    async count(key: string): Promise<void> {
      const counted = await incrementCounter(db, counterOf(key), duration);
      if (counted.points > points) throw rateLimited(name, counted.secondsLeft);
    },
    /** Throws RATE_LIMITED if the limit is used up; counts nothing. */
    async check(key: string): Promise<void> {
      const counted = await readCounter(db, counterOf(key));
      if (counted && counted.points >= points) throw rateLimited(name, counted.secondsLeft);
    },
    /** Resets the counter. */
    forget: (key: string): Promise<void> => resetCounter(db, counterOf(key)),
  };
}

const unlimited = {
  count: () => Promise.resolve(),
  check: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};
