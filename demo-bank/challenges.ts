import type { RefusalReason } from './ledger.js';

/** Why a code was refused that the bank had asked for, on a page that still counts. */
export type CodeRefusal = Exclude<RefusalReason, 'page_expired' | 'not_asked'>;

export const maxAttempts = 3;
export const resendPauseMs = 5_000;

/** What the bank says above the code field. */
export interface Notice {
  kind: 'error' | 'info';
  text: string;
}

/** One code that the bank waits for. */
export interface Challenge {
  round: number;
  /** Null where an authenticator makes the codes. */
  code: string | null;
  /** Codes that a resend has killed. */
  replaced: readonly string[];
  sentAt: number;
  refusals: number;
  notice: Notice | null;
  /** Stands in the page; only page-bound scenarios look at it. */
  pageNonce: string;
  pageIsOpened: boolean;
}

function attemptsLeftText(left: number): string {
  return left === 1 ? '1 attempt left.' : `${left} attempts left.`;
}

/**
 * The bank's words after a refused code. `refused_once` repeats the code: a bad habit that real banks have.
 */
export function refusalNotice(reason: CodeRefusal, typed: string, refusals: number): Notice {
  const left = attemptsLeftText(maxAttempts - refusals);
  const sentences: Record<CodeRefusal, string> = {
    wrong: 'The code is not correct.',
    expired: 'The code has expired.',
    replaced: 'The code is no longer valid. Use the newest one.',
    refused_once: `We could not accept the code ${typed}.`,
    used_before: 'The code has been used already. Wait for the next one.',
  };
  return { kind: 'error', text: `${sentences[reason]} ${left}` };
}
