import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingAfter } from './skip-on-fatal.js';
import { type LoginOutcome, loginOutcomeSchema } from './statuses.js';

const counting: LoginOutcome[] = [
  'expired',
  'attempts_exhausted',
  'access_denied',
  'approval_refused',
  'code_required',
  'page_not_recognised',
];
const fatal: LoginOutcome[] = ['bad_credentials', 'account_locked', 'password_expired'];
const innocent: LoginOutcome[] = ['cancelled', 'session_lost', 'bank_unavailable', 'error'];

describe('standingAfter', () => {
  it('covers every outcome of a login', () => {
    expect([...counting, ...fatal, ...innocent, 'logged_in'].sort()).toEqual(
      [...loginOutcomeSchema.options].sort(),
    );
  });

  it.each(fatal)('blocks at once after %s', (outcome) => {
    expect(standingAfter({ outcome, failuresInRow: 0, fatalAfterFailures: 10 })).toEqual({
      failuresInRow: 1,
      block: outcome,
    });
  });

  it('blocks exactly when the failures since the last success reach the threshold', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...counting, ...innocent, 'logged_in' as const), { maxLength: 40 }),
        fc.integer({ min: 1, max: 10 }),
        (outcomes, fatalAfterFailures) => {
          let failuresInRow = 0;
          for (const [index, outcome] of outcomes.entries()) {
            const standing = standingAfter({ outcome, failuresInRow, fatalAfterFailures });
            const past = outcomes.slice(0, index + 1);
            const sinceSuccess = past
              .slice(past.lastIndexOf('logged_in') + 1)
              .filter((one) => counting.includes(one)).length;
            expect(standing.failuresInRow).toBe(sinceSuccess);
            const isDue = counting.includes(outcome) && sinceSuccess >= fatalAfterFailures;
            expect(standing.block).toBe(isDue ? 'too_many_failures' : null);
            ({ failuresInRow } = standing);
          }
        },
      ),
    );
  });
});
