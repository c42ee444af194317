import type { BlockReason, LoginOutcome } from './statuses.js';

/** The effect of a login's end on its account: counts as a failure, blocks at once, resets the count, or nothing. */
type Weight = 'counts' | 'resets' | 'nothing' | { blocks: BlockReason };

/** Skip-on-fatal protection exists so that a bank does not lock a customer out after repeated failed logins. */
const weights: Record<LoginOutcome, Weight> = {
  logged_in: 'resets',
  expired: 'counts',
  attempts_exhausted: 'counts',
  account_locked: { blocks: 'account_locked' },
  bad_credentials: { blocks: 'bad_credentials' },
  password_expired: { blocks: 'password_expired' },
  access_denied: 'counts',
  approval_refused: 'counts',
  code_required: 'counts',
  cancelled: 'nothing',
  session_lost: 'nothing',
  bank_unavailable: 'nothing',
  page_not_recognised: 'counts',
  error: 'nothing',
};

export interface Standing {
  failuresInRow: number;
  /** Null if this end does not block the account. */
  block: BlockReason | null;
}

/**
 * The account's count of consecutive failures after a login has ended, and whether the account is now blocked.
 * `failuresInRow` is the count before; `fatalAfterFailures` is the account's threshold.
 */
export function standingAfter({
  outcome,
  failuresInRow,
  fatalAfterFailures,
}: {
  outcome: LoginOutcome;
  failuresInRow: number;
  fatalAfterFailures: number;
}): Standing {
  const weight = weights[outcome];
  if (weight === 'nothing') return { failuresInRow, block: null };
  if (weight === 'resets') return { failuresInRow: 0, block: null };
  const failures = failuresInRow + 1;
  if (weight !== 'counts') return { failuresInRow: failures, block: weight.blocks };
  return { failuresInRow: failures, block: failures >= fatalAfterFailures ? 'too_many_failures' : null };
}
