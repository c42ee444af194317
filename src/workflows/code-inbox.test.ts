import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubmissionOutcome } from '../assistance/statuses.js';
import { CodeInbox } from './code-inbox.js';
import type { SubmittedCode } from '../temporal/login-messages.js';

const code = (submissionId: string, requestId = 'first', digits = submissionId): SubmittedCode => ({
  submissionId,
  requestId,
  fingerprint: `fingerprint of ${digits}`,
  sealedCode: `sealed ${digits}`,
});

describe('CodeInbox', () => {
  it('hands out a code that was recorded before the deadline, and none that came after', () => {
    const inbox = new CodeInbox();
    inbox.openFor('first');
    inbox.receive(code('in time'));
    inbox.passDeadline();
    inbox.receive(code('late'));
    expect(inbox.takeNext()?.submissionId).toBe('in time');
    expect(inbox.takeNext()).toBeUndefined();
    expect(inbox.takeNews()).toEqual([{ submissionId: 'late', outcome: 'too_late' }]);
  });

  it('takes codes again once the bank has sent another one', () => {
    const inbox = new CodeInbox();
    inbox.openFor('first');
    inbox.passDeadline();
    inbox.renewDeadline();
    inbox.receive(code('new'));
    expect(inbox.takeNext()?.submissionId).toBe('new');
  });

  it('takes all wishes for another code at once, and forgets them with their request', () => {
    const inbox = new CodeInbox();
    inbox.openFor('first');
    inbox.receiveResend({ resendId: 'one', requestId: 'first' });
    inbox.receiveResend({ resendId: 'two', requestId: 'first' });
    expect(inbox.takeResend()).toBe('one');
    expect(inbox.wantsResend).toBe(false);
    inbox.receiveResend({ resendId: 'three', requestId: 'first' });
    inbox.close('fulfilled');
    expect(inbox.wantsResend).toBe(false);
  });

  type Move =
    | { do: 'receive'; submission: number; request: number; digits: number }
    | { do: 'take'; verdict: SubmissionOutcome }
    | { do: 'deadline' | 'renew' | 'next request' }
    | { do: 'close'; as: 'fulfilled' | 'expired' | 'cancelled' };

  const moves: fc.Arbitrary<Move[]> = fc.array(
    fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant('receive' as const),
          submission: fc.nat(12),
          request: fc.nat(2),
          digits: fc.nat(4),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant('take' as const),
          verdict: fc.constantFrom('accepted' as const, 'rejected' as const, 'unknown' as const),
        }),
      },
      fc.record({ do: fc.constantFrom('deadline' as const, 'renew' as const, 'next request' as const) }),
      fc.record({
        do: fc.constant('close' as const),
        as: fc.constantFrom('fulfilled' as const, 'expired' as const, 'cancelled' as const),
      }),
    ),
    { maxLength: 60 },
  );

  it('gives every submission one outcome, and no code to the bank twice, whatever comes in whatever order', () => {
    fc.assert(
      fc.property(moves, (story) => {
        const inbox = new CodeInbox();
        const told = new Map<string, SubmissionOutcome[]>();
        const received = new Set<string>();
        const typed: string[] = [];
        let open: number | null = 0;
        let requests = 1;
        inbox.openFor('request 0');
        for (const move of story) {
          switch (move.do) {
            case 'receive': {
              const id = `submission ${move.submission}`;
              inbox.receive(code(id, `request ${move.request}`, String(move.digits)));
              received.add(id);
              break;
            }
            case 'take': {
              const next = inbox.takeNext();
              if (!next) break;
              expect(next.requestId).toBe(`request ${open}`);
              typed.push(next.fingerprint);
              inbox.settle(next, move.verdict);
              break;
            }
            case 'deadline':
              inbox.passDeadline();
              break;
            case 'renew':
              inbox.renewDeadline();
              break;
            case 'close':
              inbox.close(move.as);
              open = null;
              break;
            case 'next request':
              if (open !== null) break;
              open = requests++;
              inbox.openFor(`request ${open}`);
              break;
          }
          expect(inbox.hasNext && open === null).toBe(false);
        }
        inbox.close('cancelled');
        for (const { submissionId, outcome } of inbox.takeNews())
          told.set(submissionId, [...(told.get(submissionId) ?? []), outcome]);
        expect([...told.keys()].sort()).toEqual([...received].sort());
        for (const outcomes of told.values()) expect(outcomes).toHaveLength(1);
        expect(new Set(typed).size).toBe(typed.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
