import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SubmissionOutcome } from '../assistance/statuses.js';
import { SubmissionInbox } from './submission-inbox.js';
import type { SubmittedCode } from '../temporal/login-messages.js';

const code = (submissionId: string, requestId = 'first', digits = submissionId): SubmittedCode => ({
  submissionId,
  requestId,
  fingerprint: `fingerprint of ${digits}`,
  sealedCode: `sealed ${digits}`,
});

/** What can happen to a login's inbox; a code and a resend request name the assistance request they are for. */
type Step =
  | `${'code for' | 'resend for'} ${'first' | 'second'}`
  | `${'first' | 'second'} opens`
  | 'the deadline passes'
  | 'the bank sends another code'
  | `the request ends as ${'fulfilled' | 'expired' | 'cancelled'}`;

/** Plays the steps; each code and each resend request has an id of its own. */
function play(steps: readonly Step[]): SubmissionInbox {
  const inbox = new SubmissionInbox();
  for (const [index, step] of steps.entries()) {
    switch (step) {
      case 'code for first':
      case 'code for second':
        inbox.receive(code(`code ${index}`, step.slice('code for '.length)));
        break;
      case 'resend for first':
      case 'resend for second':
        inbox.receiveResend({ resendId: `resend ${index}`, requestId: step.slice('resend for '.length) });
        break;
      case 'first opens':
      case 'second opens':
        inbox.openFor(step.slice(0, -' opens'.length));
        break;
      case 'the deadline passes':
        inbox.passDeadline();
        break;
      case 'the bank sends another code':
        inbox.renewDeadline();
        break;
      case 'the request ends as fulfilled':
        inbox.close('fulfilled', 'otp');
        break;
      case 'the request ends as expired':
        inbox.close('expired', 'otp');
        break;
      case 'the request ends as cancelled':
        inbox.close('cancelled', 'otp');
        break;
    }
  }
  return inbox;
}

describe('the only code in an inbox', () => {
  // A code for a request that has ended already had its outcome from the database when that request ended, and the
  // database keeps the first one: `superseded` reaches no caller there.
  it.each<[SubmissionOutcome | 'handed out', Step[]]>([
    ['superseded', ['code for first']],
    ['superseded', ['code for first', 'first opens']],
    ['superseded', ['first opens', 'code for second']],
    ['superseded', ['first opens', 'code for second', 'the request ends as fulfilled', 'second opens']],

    ['handed out', ['first opens', 'code for first']],
    ['handed out', ['first opens', 'code for first', 'the deadline passes']],
    ['handed out', ['first opens', 'the deadline passes', 'the bank sends another code', 'code for first']],
    ['handed out', ['first opens', 'code for first', 'resend for first', 'the bank sends another code']],
    ['too_late', ['first opens', 'the deadline passes', 'code for first']],
    ['too_late', ['first opens', 'the deadline passes', 'code for first', 'the bank sends another code']],

    ['not_needed', ['first opens', 'code for first', 'the request ends as fulfilled']],
    ['too_late', ['first opens', 'code for first', 'the request ends as expired']],
    ['superseded', ['first opens', 'code for first', 'the request ends as cancelled']],
    ['not_needed', ['first opens', 'code for first', 'the deadline passes', 'the request ends as fulfilled']],
    ['too_late', ['first opens', 'the deadline passes', 'code for first', 'the request ends as fulfilled']],
    ['not_needed', ['first opens', 'code for first', 'the request ends as fulfilled', 'second opens']],

    ['superseded', ['first opens', 'the request ends as fulfilled', 'code for first']],
    ['superseded', ['first opens', 'the request ends as expired', 'code for first']],
    ['superseded', ['first opens', 'the request ends as cancelled', 'code for first']],
    ['superseded', ['first opens', 'the request ends as fulfilled', 'second opens', 'code for first']],

    ['handed out', ['first opens', 'the request ends as fulfilled', 'second opens', 'code for second']],
    [
      'handed out',
      [
        'first opens',
        'the deadline passes',
        'the request ends as fulfilled',
        'second opens',
        'code for second',
      ],
    ],
    [
      'too_late',
      [
        'first opens',
        'the request ends as fulfilled',
        'second opens',
        'the deadline passes',
        'code for second',
      ],
    ],
    [
      'too_late',
      [
        'first opens',
        'the request ends as fulfilled',
        'second opens',
        'code for second',
        'the request ends as expired',
      ],
    ],
  ])('is %s: %j', (outcome, steps) => {
    const inbox = play(steps);
    const isHandedOut = outcome === 'handed out';
    expect(inbox.hasNext).toBe(isHandedOut);
    expect(inbox.hasNews).toBe(!isHandedOut);
    const submissionId = `code ${steps.findIndex((step) => step.startsWith('code for'))}`;
    expect(inbox.takeNext()?.submissionId).toBe(isHandedOut ? submissionId : undefined);
    expect(inbox.takeNews()).toEqual(isHandedOut ? [] : [{ submissionId, outcome }]);
  });
});

describe('a request for another code', () => {
  it.each<[boolean, Step[]]>([
    [false, ['resend for first']],
    [false, ['first opens']],
    [true, ['first opens', 'resend for first']],
    [false, ['first opens', 'resend for second']],
    [false, ['first opens', 'the deadline passes', 'resend for first']],
    [true, ['first opens', 'resend for first', 'the deadline passes']],
    [true, ['first opens', 'the deadline passes', 'the bank sends another code', 'resend for first']],
    [false, ['first opens', 'resend for first', 'the request ends as fulfilled']],
    [false, ['first opens', 'the request ends as fulfilled', 'resend for first']],
    [false, ['first opens', 'resend for first', 'the request ends as fulfilled', 'second opens']],
    [false, ['first opens', 'the request ends as fulfilled', 'second opens', 'resend for first']],
    [true, ['first opens', 'the request ends as fulfilled', 'second opens', 'resend for second']],
    [
      true,
      [
        'first opens',
        'the deadline passes',
        'the request ends as fulfilled',
        'second opens',
        'resend for second',
      ],
    ],
  ])('waits to be sent to the bank (%s): %j', (waits, steps) => {
    const inbox = play(steps);
    expect(inbox.wantsResend).toBe(waits);
    expect(inbox.takeResend()).toBe(
      waits ? `resend ${steps.findLastIndex((step) => step.startsWith('resend for'))}` : undefined,
    );
    expect(inbox.wantsResend).toBe(false);
    expect(inbox.takeResend()).toBeUndefined();
  });

  it('is one with those that came together with it: two people who ask at once want one code', () => {
    const inbox = play(['first opens', 'resend for first', 'resend for first']);
    expect(inbox.takeResend()).toBe('resend 1');
    expect(inbox.wantsResend).toBe(false);
  });

  it('counts once, however often Temporal delivers it', () => {
    const inbox = play(['first opens', 'resend for first']);
    expect(inbox.takeResend()).toBe('resend 1');
    inbox.receiveResend({ resendId: 'resend 1', requestId: 'first' });
    expect(inbox.wantsResend).toBe(false);
    inbox.receiveResend({ resendId: 'another', requestId: 'first' });
    expect(inbox.takeResend()).toBe('another');
  });
});

describe('several codes in an inbox', () => {
  const opened = (): SubmissionInbox => play(['first opens']);
  const takeIds = (inbox: SubmissionInbox): string[] => {
    const ids: string[] = [];
    for (let next = inbox.takeNext(); next; next = inbox.takeNext()) ids.push(next.submissionId);
    return ids;
  };

  it('are handed out one at a time, in the order in which they came', () => {
    const inbox = opened();
    for (const id of ['one', 'two', 'three']) inbox.receive(code(id));
    expect(inbox.takeNext()).toEqual(code('one'));
    expect(inbox.hasNext).toBe(true);
    expect(takeIds(inbox)).toEqual(['two', 'three']);
    expect(inbox.hasNext).toBe(false);
    expect(inbox.takeNews()).toEqual([]);
  });

  it('count once each, however often Temporal delivers them', () => {
    const inbox = opened();
    inbox.receive(code('one'));
    inbox.receive(code('one'));
    expect(takeIds(inbox)).toEqual(['one']);
    inbox.receive(code('one'));
    expect(inbox.hasNext).toBe(false);
    expect(inbox.takeNews()).toEqual([]);
  });

  it('with the digits of an earlier one are repeated, also at the next request', () => {
    const inbox = opened();
    inbox.receive(code('one', 'first', '123456'));
    inbox.receive(code('two', 'first', '123456'));
    inbox.receive(code('three', 'first', '654321'));
    expect(takeIds(inbox)).toEqual(['one', 'three']);
    inbox.close('fulfilled', 'otp');
    inbox.openFor('second');
    inbox.receive(code('four', 'second', '123456'));
    expect(takeIds(inbox)).toEqual([]);
    expect(inbox.takeNews()).toEqual([
      { submissionId: 'two', outcome: 'repeated' },
      { submissionId: 'four', outcome: 'repeated' },
    ]);
  });

  it('are handed out again when one with the same digits was never typed', () => {
    const inbox = opened();
    inbox.receive(code('one', 'first', '123456'));
    inbox.receive(code('two', 'first', '654321'));
    const [first, second] = [inbox.takeNext(), inbox.takeNext()];
    if (!first || !second) throw new Error('both codes are handed out');
    inbox.forget(first);
    inbox.receive(code('three', 'first', '123456'));
    inbox.receive(code('four', 'first', '654321'));
    expect(takeIds(inbox)).toEqual(['three']);
    expect(inbox.takeNews()).toEqual([{ submissionId: 'four', outcome: 'repeated' }]);
  });

  it('are all settled by the end of their request, and only then', () => {
    const inbox = opened();
    for (const id of ['one', 'two', 'three']) inbox.receive(code(id));
    expect(inbox.takeNext()?.submissionId).toBe('one');
    expect(inbox.hasNews).toBe(false);
    inbox.close('expired', 'otp');
    expect(inbox.takeNext()).toBeUndefined();
    expect(inbox.takeNews()).toEqual([
      { submissionId: 'two', outcome: 'too_late' },
      { submissionId: 'three', outcome: 'too_late' },
    ]);
  });

  it('have each outcome reported once', () => {
    const inbox = opened();
    inbox.settle(code('one'), 'accepted');
    expect(inbox.hasNews).toBe(true);
    expect(inbox.takeNews()).toEqual([{ submissionId: 'one', outcome: 'accepted' }]);
    expect(inbox.hasNews).toBe(false);
    expect(inbox.takeNews()).toEqual([]);
  });

  it('stay as they are when a request ends that was never open, or a second time', () => {
    const inbox = new SubmissionInbox();
    inbox.close('cancelled', 'otp');
    inbox.openFor('first');
    inbox.receive(code('one'));
    expect(inbox.hasNext).toBe(true);
    inbox.close('fulfilled', 'otp');
    inbox.close('cancelled', 'otp');
    expect(inbox.takeNews()).toEqual([{ submissionId: 'one', outcome: 'not_needed' }]);
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

  it('have one outcome each and reach the bank once at most, whatever happens in whatever order', () => {
    fc.assert(
      fc.property(moves, (story) => {
        const inbox = new SubmissionInbox();
        const outcomesOf = new Map<string, SubmissionOutcome[]>();
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
              inbox.close(move.as, 'otp');
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
        inbox.close('cancelled', 'otp');
        for (const { submissionId, outcome } of inbox.takeNews())
          outcomesOf.set(submissionId, [...(outcomesOf.get(submissionId) ?? []), outcome]);
        expect([...outcomesOf.keys()].sort()).toEqual([...received].sort());
        for (const outcomes of outcomesOf.values()) expect(outcomes).toHaveLength(1);
        expect(new Set(typed).size).toBe(typed.length);
      }),
      { numRuns: 1_000 },
    );
  });
});
