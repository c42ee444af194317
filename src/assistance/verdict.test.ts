import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepAnswer } from './step-answer.js';
import { endAfter, type FinalAnswer, judgeCode, outcomeOfUntried } from './verdict.js';

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
  { is: 'not_taken', why: 'no_browser_program' },
  { is: 'refused', why: 'repeated_step' },
  { is: 'refused', why: 'cannot_open' },
];
const anyAnswer = fc.constantFrom(...answers);
const anyLimit = fc.option(fc.integer({ min: 1, max: 10 }));
const anyAttempts = fc.integer({ min: 1, max: 20 });

describe('judgeCode', () => {
  it('fulfils the request if and only if the bank accepted the code', () => {
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

  it('withdraws the request if the answer ends the login, and continues both otherwise', () => {
    fc.assert(
      fc.property(anyAnswer, anyAttempts, anyLimit, (answer, attempts, limit) => {
        const { request, end } = judgeCode(answer, attempts, limit);
        expect(end !== null).toBe(request?.status === 'cancelled');
      }),
    );
  });
});

/** What a code, its request and its login come to, for each answer after which the login cannot go on. */
const finalAnswers: [
  answer: FinalAnswer,
  code: string,
  request: string,
  end: { outcome: string; reason: string | null },
][] = [
  [{ is: 'bad_credentials' }, 'rejected', 'error', { outcome: 'bad_credentials', reason: null }],
  [{ is: 'account_locked' }, 'rejected', 'account_locked', { outcome: 'account_locked', reason: null }],
  [{ is: 'unavailable' }, 'unknown', 'bank_unavailable', { outcome: 'bank_unavailable', reason: null }],
  [
    { is: 'page_not_recognised' },
    'unknown',
    'page_not_recognised',
    { outcome: 'page_not_recognised', reason: null },
  ],
  [{ is: 'session_lost' }, 'unknown', 'session_lost', { outcome: 'session_lost', reason: null }],
  [
    { is: 'not_taken', why: 'session_lost' },
    'superseded',
    'session_lost',
    { outcome: 'session_lost', reason: null },
  ],
  [
    { is: 'not_taken', why: 'not_held' },
    'superseded',
    'session_lost',
    { outcome: 'session_lost', reason: null },
  ],
  [
    { is: 'not_taken', why: 'bank_unavailable' },
    'superseded',
    'bank_unavailable',
    { outcome: 'bank_unavailable', reason: null },
  ],
  [
    { is: 'not_taken', why: 'no_browser_free' },
    'superseded',
    'error',
    { outcome: 'error', reason: 'no_browser_free' },
  ],
  [
    { is: 'not_taken', why: 'no_browser_program' },
    'superseded',
    'error',
    { outcome: 'error', reason: 'no_browser_program' },
  ],
  [
    { is: 'refused', why: 'repeated_step' },
    'unknown',
    'session_lost',
    { outcome: 'session_lost', reason: null },
  ],
  [
    { is: 'refused', why: 'code_budget' },
    'unknown',
    'session_lost',
    { outcome: 'error', reason: 'code_budget' },
  ],
];

describe.each(finalAnswers)('%j', (answer, code, request, end) => {
  it('ends the login', () => {
    expect(endAfter(answer)).toEqual(end);
  });

  it('as an answer to a code settles the code and withdraws its request', () => {
    expect(judgeCode(answer, 1, 3)).toEqual({
      outcome: code,
      counts: answer.is !== 'not_taken' && answer.is !== 'refused',
      request: { status: 'cancelled', reason: request },
      end,
    });
  });
});

describe('a code that was not typed', () => {
  it('because it cannot be opened leaves its request pending', () => {
    expect(judgeCode({ is: 'refused', why: 'cannot_open' }, 1, 3)).toEqual({
      outcome: 'superseded',
      counts: false,
      request: null,
      end: null,
    });
  });

  it('has the outcome that follows from the end of its request', () => {
    expect(outcomeOfUntried).toEqual({
      fulfilled: 'not_needed',
      expired: 'too_late',
      cancelled: 'superseded',
    });
  });
});

describe('a wrong code', () => {
  const wrong: StepAnswer = { is: 'code_rejected', bankMessage: null, canResume: true };

  it.each([
    [1, 3],
    [2, 3],
    [100, null],
  ])('leaves its request waiting: attempt %s of %s', (attempts, maxAttempts) => {
    expect(judgeCode(wrong, attempts, maxAttempts)).toEqual({
      outcome: 'rejected',
      counts: true,
      request: null,
      end: null,
    });
  });

  it.each([
    [3, 3],
    [4, 3],
    [1, 1],
  ])('ends its request and its login when it was the last: attempt %s of %s', (attempts, maxAttempts) => {
    expect(judgeCode(wrong, attempts, maxAttempts)).toEqual({
      outcome: 'rejected',
      counts: true,
      request: { status: 'cancelled', reason: 'attempts_exhausted' },
      end: { outcome: 'attempts_exhausted', reason: null },
    });
  });

  it('before any code was typed means that the page is not recognised', () => {
    expect(endAfter(wrong)).toEqual({ outcome: 'page_not_recognised', reason: null });
  });
});

it.each<StepAnswer>([{ is: 'logged_in' }, prompt])(
  'a code is accepted when the bank goes on: %j',
  (answer) => {
    expect(judgeCode(answer, 3, 3)).toEqual({
      outcome: 'accepted',
      counts: true,
      request: { status: 'fulfilled' },
      end: null,
    });
  },
);

it('a code that was not sent is not used, counts no attempt and leaves its request open', () => {
  expect(judgeCode({ is: 'not_submitted', reason: 'no_field' }, 1, 1)).toEqual({
    outcome: 'superseded',
    counts: false,
    request: null,
    end: null,
  });
});
