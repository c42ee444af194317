import type { FailureEvidence } from '../../assistance/failure-evidence.js';
import type { Awaited } from '../steps/step-journal.js';
import type { Presence } from './read-page-entries.js';
import type { SeenElements } from './read-elements.js';

export interface CauseFacts
  extends Pick<FailureEvidence, 'outcome' | 'reason' | 'address'>, Pick<SeenElements, 'covers'> {
  /** Null where the bank's answer was awaited. */
  awaited: Awaited | null;
  /** Whether what was awaited is on the page now. */
  presence: Presence | null;
  /** What was awaited is visible now and cannot be used. */
  isDisabled: boolean;
  /** An entry of `pages` matches now. */
  isKnownPage: boolean;
  /** It matches now and never did while the bank's answer was awaited. */
  isNewlyKnown: boolean;
  /** A click did not reach its target, because something lay over it. */
  wasCovered: boolean;
  hasInvalidSelectors: boolean;
}

/** What stopped a login, from what its driver noted and what the page shows afterwards. */
export function causeOf(facts: CauseFacts): FailureEvidence['cause'] {
  const { outcome, reason, address, awaited, presence, isKnownPage, isNewlyKnown } = facts;
  if (outcome === 'error') return facts.hasInvalidSelectors ? 'invalid_selector' : 'browser_error';
  if (outcome === 'access_denied') return 'access_denied_page';
  if (outcome === 'bank_unavailable') return isKnownPage ? 'unavailable_page' : 'no_answer';
  if (address === null) return 'no_answer';
  if (reason === 'covered' || facts.covers.length > 0 || facts.wasCovered) return 'covered';
  if (reason === 'not_typed' || reason === 'no_key' || reason === 'page_check') return 'not_taken';
  if (presence === 'invalid') return 'invalid_selector';
  if (presence === 'absent') return isCodeField(awaited) ? 'code_field_not_found' : 'not_found';
  if (presence === 'hidden') return 'hidden';
  if (reason === 'no_request') return 'not_taken';
  if (awaited) return facts.isDisabled ? 'disabled' : 'came_late';
  if (reason === 'button_disabled') return 'disabled';
  if (reason === 'no_field') return 'not_taken';
  if (!isKnownPage) return 'unknown_page';
  return isNewlyKnown ? 'came_late' : 'unchanged_page';
}

const isCodeField = (awaited: Awaited | null): boolean => awaited?.path.join('.') === 'otp.input';
