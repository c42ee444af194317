import type { Dispatcher } from 'undici';
import type { KeyRing } from '../secrets/key-ring.js';
import type { Place } from './host-limiter.js';
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

/** One attempt, ready to be made. */
export interface Outgoing {
  /** Few attempts are made at one place at a time, so that a slow one delays only itself. */
  place: Place;
  /** Where it goes, as the delivery log may show it. */
  shown: string;
  /** Makes the attempt, which is bounded in time. */
  send: (at: Date, stop: AbortSignal) => Promise<PostResult>;
}

/** Where people answer a request, or see what became of it. */
export const linkTo = (
  publicUrl: string,
  { type, account_id: accountId }: { type: string; account_id: string },
) => `${publicUrl}/app/accounts/${accountId}${type === 'assistance_required' ? '/prompt' : ''}`;
