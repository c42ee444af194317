import type { BrowserErrorKind } from '../browser/browser-error.js';
import type { HoldBrowserInput } from '../temporal/login-messages.js';
import type { HolderEnd } from './browser-holder.js';

/**
 * How a hold ends whose browser could not be opened. A session that is taken up is tried again later, whatever kept its
 * bank from answering; it is lost only when there is nothing to take up.
 */
export function endOfFailedOpening(kind: BrowserErrorKind, from: HoldBrowserInput['from']): HolderEnd {
  if (kind === 'unreachable' || kind === 'missing_program') return kind;
  return from === 'session' && kind !== 'closed' ? 'unreachable' : 'lost';
}
