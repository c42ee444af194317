import { createPerUser, type Bounds } from './per-user.js';

export type RefusalReason =
  'wrong' | 'expired' | 'replaced' | 'refused_once' | 'used_before' | 'page_expired' | 'not_asked';
export type LogoutReason = 'signed_out' | 'session_ended' | 'idle' | 'new_login' | 'dropped';

export type CodeChannel = 'sms' | 'email';
/** `replaced`: by a code. `left`: the login was ended or begun anew. */
export type EndOfApproval = 'approved' | 'refused' | 'expired' | 'replaced' | 'left';

/** What the bank records about a user. Never a code or an answer. */
export type LedgerEntry =
  | { type: 'login_submitted'; accepted: boolean }
  | { type: 'channel_asked' }
  | { type: 'channel_chosen'; channel: CodeChannel }
  | { type: 'code_sent'; channel: CodeChannel; to: string }
  | { type: 'picture_shown' }
  | { type: 'code_submitted'; accepted: true }
  | { type: 'code_submitted'; accepted: false; reason: RefusalReason }
  | { type: 'approval_asked' }
  | { type: 'approval_ended'; state: EndOfApproval }
  | { type: 'question_asked' }
  | { type: 'question_answered'; accepted: boolean }
  | { type: 'logged_in' }
  | { type: 'logged_out'; reason: LogoutReason };

export type LedgerEvent = LedgerEntry & { at: string };

export type Ledger = ReturnType<typeof createLedger>;

export function createLedger({ now, ...bounds }: Bounds & { now: () => number }) {
  const events = createPerUser<LedgerEvent>(bounds);

  return {
    record(username: string, entry: LedgerEntry, at = now()): void {
      events.add(username, { ...entry, at: new Date(at).toISOString() });
    },
    /** Oldest first. The end of a session may be noticed, and recorded, later than it happened. */
    of(username: string): LedgerEvent[] {
      return events.of(username).toSorted((a, b) => a.at.localeCompare(b.at));
    },
  };
}
