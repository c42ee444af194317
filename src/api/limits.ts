import { createHash } from 'node:crypto';
import { CompiledQuery } from 'kysely';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import type { Db } from '../db/open.js';
import type { Caller } from './caller.js';
import { rateLimited } from './errors.js';

/** How often each thing may happen in its time; 0 switches the limit off. */
export interface LimitSettings {
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

export type Limits = ReturnType<typeof createLimits>;

/** Counters in the database, so that several API processes share them. */
export function createLimits({ db, settings }: { db: Db; settings: LimitSettings }) {
  const limit = (name: string, points: number, duration: number) =>
    createLimit({ db, name, points, duration });
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

interface LimitSpec {
  db: Db;
  /** Stands in `details.reason`. */
  name: string;
  points: number;
  duration: number;
}

function createLimit({ db, name, points, duration }: LimitSpec) {
  if (points === 0) return unlimited;
  const limiter = new RateLimiterPostgres({
    storeClient: asPgClient(db),
    storeType: 'client',
    tableName: 'rate_limits',
    tableCreated: true,
    keyPrefix: `${name}/${duration}`,
    points,
    duration,
  });
  const refusal = ({ msBeforeNext }: RateLimiterRes) => rateLimited(name, msBeforeNext / 1_000);

  return {
    /** Counts one. Throws RATE_LIMITED when that is more than allowed. */
    async count(key: string): Promise<void> {
      try {
        await limiter.consume(shortened(key));
      } catch (error) {
        throw error instanceof RateLimiterRes ? refusal(error) : error;
      }
    },
    /** Throws RATE_LIMITED when nothing is left, without counting. */
    async check(key: string): Promise<void> {
      const spent = await limiter.get(shortened(key));
      if (spent && spent.consumedPoints >= points) throw refusal(spent);
    },
    async forget(key: string): Promise<void> {
      await limiter.delete(shortened(key));
    },
  };
}

/** The store's keys are of bounded length; an e-mail need not be. */
const shortened = (key: string): string => createHash('sha256').update(key).digest('base64url');

const unlimited = {
  count: () => Promise.resolve(),
  check: () => Promise.resolve(),
  forget: () => Promise.resolve(),
};

/** The database as the limiter's store wants it, so that it needs no connections of its own. */
function asPgClient(db: Db) {
  return {
    async query({ text, values }: { text: string; values: readonly unknown[] }) {
      const { rows } = await db.executeQuery(CompiledQuery.raw(text, [...values]));
      return { rows, rowCount: rows.length };
    },
  };
}
