import type { Logger } from 'pino';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import type { RateLimitSettings } from '../access/rate-limits.js';
import type { LoginClient } from '../../logins/login-client.js';

/** What the API needs to know of a bank; a BankDriver has it. */
export interface KnownBank {
  readonly code: string;
  readonly name: string;
  readonly loginUrl: string;
}

export type Registration = 'open' | 'first' | 'closed';

/** What the API is built from. Nothing here needs to be connected yet. */
export interface ApiDeps {
  db: Db;
  ring: KeyRing;
  logins: LoginClient;
  /** Starts what was planned; what cannot be started now is started later. */
  startDeliveries: () => Promise<void>;
  /** By code. */
  banks: ReadonlyMap<string, KnownBank>;
  /** Signs the tokens of people. */
  jwtSecret: string;
  registration: Registration;
  /** Where people and apps reach us, without a slash at the end. */
  publicUrl: string;
  /** There is a mail server: notifications may go by mail. */
  sendsMail: boolean;
  /** Lets webhooks go to loopback and private addresses. */
  allowPrivateWebhooks: boolean;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  trustedProxies: readonly string[];
  limits: RateLimitSettings;
  /** Tells of what happens, for those who wait. */
  feed: Pick<EventFeed, 'subscribe'>;
  /** Aborted when this process is about to end: who waits is answered. */
  closing: AbortSignal;
  /** Temporal's own pages, which the dashboard links to, and the namespace they show. */
  temporalUi?: { url: string; namespace: string };
  log: Logger;
}
