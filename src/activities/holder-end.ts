import type { BrowserErrorKind } from '../browser/browser-error.js';
import type { HoldBrowserInput } from '../temporal/login-messages.js';

/**
 * How a hold ended: `released` on purpose, `relieved` by another activity that holds the browser now, `lost` with its
 * browser, `logged_out` by the bank, or never opened:
 * `unreachable`, because the bank did not respond at the checkpoint's page, or `missing_program`, because this worker does
 * not have the browser that the bank's file asks for.
 */
export type HolderEnd = 'released' | 'relieved' | 'lost' | 'logged_out' | 'unreachable' | 'missing_program';

/**
 * How a hold ends whose browser could not be opened. A session that is taken up is tried again later, whatever kept its
 * bank from answering; it is lost only when there is nothing to take up.
 */
export function endOfFailedOpening(kind: BrowserErrorKind, from: HoldBrowserInput['from']): HolderEnd {
  if (kind === 'unreachable' || kind === 'missing_program') return kind;
  return from === 'session' && kind !== 'closed' ? 'unreachable' : 'lost';
}
