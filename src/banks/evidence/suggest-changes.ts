import type { EvidenceSuggestion, FailureEvidence } from '../../assistance/failure-evidence.js';
import type { BankFile } from '../file/bank-file.js';
import type { Awaited } from '../steps/step-journal.js';
import { isUsable } from './find-target.js';
import { moveTarget } from './move-target.js';
import { nameUnknownPage } from './name-unknown-page.js';
import { closeCover, passNotice } from './pass-notice.js';
import { replace } from './suggestion.js';
import type { Presence } from './read-page-entries.js';
import type { SeenElements } from './read-elements.js';

export interface FailureFacts extends SeenElements {
  bank: BankFile;
  cause: FailureEvidence['cause'];
  /** Null where the bank's answer was awaited. */
  awaited: Awaited | null;
  /** Whether what was awaited is on the page. */
  presence: Presence | null;
  /** Whether an entry of `pages` matches. */
  isKnownPage: boolean;
}

/** What to change in the bank's file, so that the next login gets past the page that stopped this one. */
export function suggestChanges(facts: FailureFacts): EvidenceSuggestion[] {
  const elements = facts.elements.filter(isUsable);
  const { bank, cause, awaited, presence, isKnownPage } = facts;
  if (cause === 'came_late') return waitLonger(bank);
  const closing = closeCover(facts, elements);
  if (closing.length > 0) return closing;
  if (awaited) {
    if (presence === 'visible') return [];
    const moved = moveTarget(bank, awaited, elements);
    if (moved.length > 0) return moved;
    const notice = passNotice(elements);
    if (notice.length > 0) return notice;
  }
  return isKnownPage ? [] : nameUnknownPage(bank, elements, awaited === null);
}

const longestTimeoutSeconds = 300;

function waitLonger({ timeout_seconds: seconds }: BankFile): EvidenceSuggestion[] {
  const longer = Math.min(seconds * 2, longestTimeoutSeconds);
  return longer === seconds ? [] : [replace('came_late', ['timeout_seconds'], longer)];
}
