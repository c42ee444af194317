import type { Place } from './host-limiter.js';
import type { PostResult } from './post-webhook.js';

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
