import type { RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Channel } from '../../assistance/descriptor.js';
import type { EventFeed } from '../../db/events/event-feed.js';
import type { Db } from '../../db/open.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import type { RateLimitSettings } from '../access/rate-limits.js';
import type { LoginClient } from '../../logins/login-client.js';
import type { ReconcilerFinding } from '../../logins/reconciler.js';

/** What the API knows about a bank; every BankDriver is one. */
export interface KnownBank {
  readonly code: string;
  readonly name: string;
  readonly loginUrl: string;
  /** What an account must hold besides user name and password. */
  readonly secrets?: readonly KnownSecret[];
  /** Null for a bank that never asks for a code. */
  readonly otp?: { readonly channel?: Channel } | null;
  /** Present where the bank may offer a choice, or wait for an approval. */
  readonly choose?: unknown;
  readonly awaitApproval?: unknown;
}

export interface KnownSecret {
  readonly name: string;
  readonly label: string;
  /** A regular expression that values match, with flag `u`; null when any text will do. */
  readonly pattern: string | null;
  /** Whether forms hide it while it is typed. */
  readonly private: boolean;
}

/** A bank file that cannot be used as it is now. */
export interface BrokenBankFile {
  /** Its path on this machine. */
  readonly file: string;
  /** The code of its last good version, which is still in use; null if there is none. */
  readonly code: string | null;
  readonly problems: readonly { readonly path: string; readonly reason: string; readonly line?: number }[];
}

/** Who may register: anyone, only the first user, or nobody. */
export type Registration = 'open' | 'first' | 'closed';

/** What the API is built from. None of it needs to be connected yet. */
export interface ApiDeps {
  db: Db;
  ring: KeyRing;
  logins: LoginClient;
  /** Starts planned deliveries now. The reconciler starts those that this fails to start. */
  startDeliveries: () => Promise<void>;
  /** The banks whose file is there, keyed by code. Changes in place when the files do. */
  banks: ReadonlyMap<string, KnownBank>;
  brokenBankFiles: () => readonly BrokenBankFile[];
  /** How often the reconciler of this process has acted, by what it found. Changes in place. */
  reconciled: ReadonlyMap<ReconcilerFinding, number>;
  /** Signs the access tokens of users. */
  jwtSecret: string;
  registration: Registration;
  /** The base URL that users and apps reach this service at, without a trailing slash. */
  publicUrl: string;
  /** Whether a mail server is configured (SMTP_URL), so that notifications can be sent by e-mail. */
  sendsMail: boolean;
  /** Sends a mail of the service itself. Undefined without a mail server. */
  sendMail?: ((mail: { to: string; subject: string; text: string }) => Promise<void>) | undefined;
  /** A mailbox whose mails may answer requests of all accounts (IMAP_URL). */
  mailboxUrl?: string | undefined;
  /** Whether webhooks may be sent to loopback and private addresses, and accounts' mailboxes be there. */
  allowPrivateWebhooks: boolean;
  /** Addresses and networks of proxies whose `X-Forwarded-For` is trusted. */
  trustedProxies: readonly string[];
  limits: RateLimitSettings;
  /** Announces recorded events to requests that wait for them. */
  feed: Pick<EventFeed, 'subscribe'>;
  /** Aborted when this process is shutting down: waiting requests are then answered. */
  closing: AbortSignal;
  /** Temporal's web UI, which the dashboard links to, and the namespace to show there. */
  temporalUi?: { url: string; namespace: string };
  /** Traces each request; absent without traces. */
  traceRequests?: RequestHandler | undefined;
  log: Logger;
}
