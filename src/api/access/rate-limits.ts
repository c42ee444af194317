import { createHash } from 'node:crypto';
import type { Db } from '../../db/open.js';
import { readCounter, incrementCounter, resetCounter } from '../../db/rate-counters.js';
import type { Caller } from './caller.js';
import { rateLimited } from './api-error.js';

/** How often each thing may happen in its time; 0 switches the limit off. */
export interface RateLimitSettings {
  submitPerAccount: number;
  submitPerKey: number;
  startPerAccount: number;
  failedAuthPerAddress: number;
  signIn: number;
}

/** What a route counts against. */
export type RouteLimit = 'submit' | 'start' | 'notify';

const minute = 60;

/** Tests and repeats that a person asks for: nobody's server or mailbox is to be filled from here. */
const notificationsPerMinute = 20;

export type RateLimits = ReturnType<typeof createRateLimits>;

/** Counters in the database, so that several API processes share them. */
export function createRateLimits({ db, settings }: { db: Db; settings: RateLimitSettings }) {
  const limit = (name: string, points: number, duration: number) =>
    createRateLimiter({ db, name, points, duration });
  const submitPerAccount = limit('too_many_codes_for_account', settings.submitPerAccount, minute);
  const submitPerKey = limit('too_many_codes_by_key', settings.submitPerKey, minute);
  const notifyPerAccount = limit('too_many_notifications', notificationsPerMinute, minute);
  const startPerAccount = limit('too_many_starts', settings.startPerAccount, minute);

  return {
    /** Counts one request against a route's limits. Throws RATE_LIMITED when one is used up. */
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
    /** Credentials that were presented and found wrong, by address. A right one is never asked about here. */
    failedAuth: limit('too_many_failed_credentials', settings.failedAuthPerAddress, minute),
    /** Wrong passwords, by address alone: somebody who tries many e-mails. */
    failedSignInsOfAddress: limit('too_many_failed_sign_ins', settings.failedAuthPerAddress, minute),
    /** Wrong passwords, by address and e-mail together: never by e-mail alone, or anybody could lock a user out. */
    failedSignIns: limit('too_many_failed_sign_ins', settings.signIn, 15 * minute),
  };
}

interface RateLimiterOptions {
  db: Db;
  /** Stands in `details.reason`. */
  name: string;
  points: number;
  /** In seconds. */
  duration: number;
}

function createRateLimiter({ db, name, points, duration }: RateLimiterOptions) {
  if (points === 0) return unlimited;
  // Hashed: the column is of bounded length, and whose e-mail was tried is nobody's business.
  const counterOf = (key: string): string =>
    `${name}/${duration}:${createHash('sha256').update(key).digest('base64url')}`;

  return {
    /** Counts one. Throws RATE_LIMITED when that is more than allowed. */
    async count(key: string): Promise<void> {
      const counted = await incrementCounter(db, counterOf(key), duration);
      if (counted.points > points) throw rateLimited(name, counted.secondsLeft);
    },
    /** Throws RATE_LIMITED when nothing is left, without counting. */
    async check(key: string): Promise<void> {
      const counted = await readCounter(db, counterOf(key));
      if (counted && counted.points >= points) throw rateLimited(name, counted.secondsLeft);
    },
    forget: (key: string): Promise<void> => resetCounter(db, counterOf(key)),
  };
}

const unlimited = {
  count: () => Promise.resolve(),
  check: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};
