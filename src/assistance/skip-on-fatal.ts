import type { BlockReason, LoginOutcome } from './statuses.js';

/** What a login's end means for its account: `counts` as a failure, blocks at once, `resets`, or nothing. */
type Weight = 'counts' | 'resets' | 'nothing' | { blocks: BlockReason };

/** The column *counts towards the block* of the contract's table *How a login ends*. */
const weights: Record<LoginOutcome, Weight> = {
  logged_in: 'resets',
  expired: 'counts',
  attempts_exhausted: 'counts',
  account_locked: { blocks: 'account_locked' },
  bad_credentials: { blocks: 'bad_credentials' },
  code_required: 'counts',
  cancelled: 'nothing',
  session_lost: 'nothing',
  bank_unavailable: 'nothing',
  page_not_recognised: 'counts',
  error: 'nothing',
};

export interface Standing {
  failuresInRow: number;
  /** Null: this end does not block the account. */
  block: BlockReason | null;
}

/** Skip-on-fatal protection: where an account stands after a login has ended. */
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
