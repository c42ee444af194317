import type { CodeChannel, RefusalReason } from './ledger.js';

/** Why the bank refused a code that it had asked for, on a page that is still valid. */
export type CodeRefusal = Exclude<RefusalReason, 'page_expired' | 'not_asked'>;

export const maxAttempts = 3;
export const resendPauseMs = 5_000;

/** The message above the code field. */
export interface Notice {
  kind: 'error' | 'info';
  text: string;
}

/** A code that the bank is waiting for. */
export interface Challenge {
  round: number;
  channel: CodeChannel;
  /** Where the code was sent, masked; null if none was sent. */
  sentTo: string | null;
  /** Null if the codes come from an authenticator. */
  code: string | null;
  /** Earlier codes that a resend has invalidated. */
  replaced: readonly string[];
  sentAt: number;
  refusals: number;
  notice: Notice | null;
  /** Part of the page's form. Only page-bound scenarios check it. */
  pageNonce: string;
  pageIsOpened: boolean;
}

function attemptsLeftText(left: number): string {
  return left === 1 ? '1 attempt left.' : `${left} attempts left.`;
}

/**
 * The message after a refused code. `refused_once` repeats the code, as some real banks do.
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
