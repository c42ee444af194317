import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepAnswer } from './step-answer.js';
import { endAfter, judgeCode } from './verdict.js';

const prompt: StepAnswer = {
  is: 'code_required',
  descriptor: { length: 6, type: 'numeric', channel: 'sms' },
  bankMessage: null,
  requestedAt: '2026-01-01T00:00:00.000Z',
  canResend: false,
  hasAuthenticator: false,
  canResume: false,
};
const answers: StepAnswer[] = [
  { is: 'logged_in' },
  prompt,
  { is: 'code_rejected', bankMessage: null, canResume: true },
  { is: 'bad_credentials' },
  { is: 'account_locked' },
  { is: 'unavailable' },
  { is: 'page_not_recognised' },
  { is: 'session_lost' },
  { is: 'not_taken', why: 'session_lost' },
  { is: 'not_taken', why: 'bank_unavailable' },
  { is: 'not_taken', why: 'no_browser_free' },
  { is: 'refused', why: 'repeated_step' },
  { is: 'refused', why: 'cannot_open' },
];
const anyAnswer = fc.constantFrom(...answers);
const anyLimit = fc.option(fc.integer({ min: 1, max: 10 }));
const anyAttempts = fc.integer({ min: 1, max: 20 });

describe('judgeCode', () => {
  it('says fulfilled when the bank has accepted, and only then', () => {
    fc.assert(
      fc.property(anyAnswer, anyAttempts, anyLimit, (answer, attempts, limit) => {
        const { outcome, request, end } = judgeCode(answer, attempts, limit);
        const isAccepted = answer.is === 'logged_in' || answer.is === 'code_required';
        expect(outcome === 'accepted').toBe(isAccepted);
        expect(request?.status === 'fulfilled').toBe(isAccepted);
        if (isAccepted) expect(end).toBeNull();
      }),
    );
  });

  it('withdraws the request whenever the login ends by the answer, and lets both go on otherwise', () => {
    fc.assert(
      fc.property(anyAnswer, anyAttempts, anyLimit, (answer, attempts, limit) => {
        const { request, end } = judgeCode(answer, attempts, limit);
        expect(end !== null).toBe(request?.status === 'cancelled');
      }),
    );
  });

  it('lets the request wait after a wrong code as long as the attempts of the bank last', () => {
    fc.assert(
      fc.property(anyAttempts, anyLimit, (attempts, limit) => {
        const verdict = judgeCode(
          { is: 'code_rejected', bankMessage: null, canResume: true },
          attempts,
          limit,
        );
        expect(verdict).toMatchObject({ outcome: 'rejected', counts: true });
        const isExhausted = limit !== null && attempts >= limit;
        expect(verdict.end?.outcome ?? null).toBe(isExhausted ? 'attempts_exhausted' : null);
      }),
    );
  });

  it('counts no attempt for a code that was surely not typed', () => {
    for (const answer of answers.filter(({ is }) => is === 'not_taken' || is === 'refused'))
      expect(judgeCode(answer, 1, 3).counts, JSON.stringify(answer)).toBe(false);
  });

  it('calls a code unknown, never refused, when the browser was lost while it was typed', () => {
    expect(judgeCode({ is: 'session_lost' }, 1, 3)).toMatchObject({
      outcome: 'unknown',
      request: { status: 'cancelled', reason: 'session_lost' },
      end: { outcome: 'session_lost' },
    });
  });
});

describe('endAfter', () => {
  it('takes a step that was taken before for a lost session, and other rules for errors with their name', () => {
    expect(endAfter({ is: 'refused', why: 'repeated_step' }).outcome).toBe('session_lost');
    expect(endAfter({ is: 'refused', why: 'code_budget' })).toEqual({
      outcome: 'error',
      reason: 'code_budget',
    });
  });
});
