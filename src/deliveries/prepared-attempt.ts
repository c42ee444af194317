import type { Dispatcher } from 'undici';
import type { KeyRing } from '../secrets/key-ring.js';
import type { AttemptTarget } from './host-limiter.js';
import type { Mailer } from './mailer.js';
import type { PostResult } from './post-webhook.js';

/** What attempts are made with. */
export interface Sender {
  ring: KeyRing;
  agent: Dispatcher;
  mailer: Mailer;
  /** Base URL of the dashboard, for links. */
  publicUrl: string;
  timeoutMs: number;
}

/** One attempt of a delivery, ready to be sent. */
export interface PreparedAttempt {
  /** What the host limiter counts the attempt against. */
  target: AttemptTarget;
  /** The destination as the delivery log may show it, without secrets. */
  displayUrl: string;
  /** Sends it within the sender's `timeoutMs`. `stop` aborts the attempt. */
  send: (at: Date, stop: AbortSignal) => Promise<PostResult>;
}

/** The dashboard page of the account: its prompt page when a code is required. */
export const dashboardLink = (
  publicUrl: string,
  { type, account_id: accountId }: { type: string; account_id: string },
) => `${publicUrl}/app/accounts/${accountId}${type === 'assistance_required' ? '/prompt' : ''}`;
