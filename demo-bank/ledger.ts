import { createPerUser, type Bounds } from './per-user.js';

export type RefusalReason =
  'wrong' | 'expired' | 'replaced' | 'refused_once' | 'used_before' | 'page_expired' | 'not_asked';
export type LogoutReason = 'signed_out' | 'session_ended' | 'idle' | 'new_login' | 'dropped';

/** What the bank records about a user. Never a code. */
export type LedgerEntry =
  | { type: 'login_submitted'; accepted: boolean }
  | { type: 'code_sent'; channel: 'sms'; to: string }
  | { type: 'code_submitted'; accepted: true }
  | { type: 'code_submitted'; accepted: false; reason: RefusalReason }
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
