import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StepAnswer } from './step-answer.js';
import type { RequestType } from './request-content.js';
import {
  endAfter,
  type FinalAnswer,
  judgeApproval,
  judgeChoice,
  judgeCode,
  judgeInstead,
  judgeQuestion,
  outcomeOfUntried,
} from './verdict.js';

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
    const outcomes = (type: RequestType) =>
      (['fulfilled', 'expired', 'cancelled'] as const).map((status) => outcomeOfUntried(status, type));
    for (const type of ['otp', 'approval', 'question'] as const)
      expect(outcomes(type)).toEqual(['not_needed', 'too_late', 'superseded']);
    // A choice is made once.
    expect(outcomes('choice')).toEqual(['superseded', 'too_late', 'superseded']);
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

describe('the page after a request that is not for a code', () => {
  const at = { bankMessage: null, requestedAt: '2026-01-01T00:00:00.000Z' };
  const pages = {
    logged_in: { is: 'logged_in' },
    code: prompt,
    choice: { is: 'choice_required', options: [], preferred: null, ...at },
    approval: { is: 'approval_required', expiresSeconds: null, ...at },
    'same question': { is: 'question', text: ' FIRST pet? ', hasAnswer: false, ...at },
    'other question': { is: 'question', text: 'School?', hasAnswer: false, ...at },
    refused_in_app: { is: 'approval_refused' },
    code_rejected: { is: 'code_rejected', bankMessage: null, canResume: false },
    bad_credentials: { is: 'bad_credentials' },
    unavailable: { is: 'unavailable' },
    unknown: { is: 'page_not_recognised' },
    lost: { is: 'session_lost' },
    unsent: { is: 'not_submitted', reason: 'no_field' },
    over_budget: { is: 'refused', why: 'code_budget' },
    repeated: { is: 'refused', why: 'repeated_step' },
  } satisfies Record<string, StepAnswer>;

  /** Outcome, end of the request with its reason, end of the login; `open` where the request waits on. */
  const inWords = ({ outcome, request, end }: ReturnType<typeof judgeChoice>): string =>
    [
      outcome,
      request === null ? 'open' : request.status === 'cancelled' ? request.reason : request.status,
      end?.outcome,
    ]
      .filter((word) => word !== undefined)
      .join(' ');

  it.each([
    ['logged_in', 'accepted fulfilled', 'accepted fulfilled', 'accepted fulfilled'],
    ['code', 'accepted fulfilled', 'accepted fulfilled', 'accepted replaced'],
    ['choice', 'accepted fulfilled', 'accepted fulfilled', 'accepted replaced'],
    ['approval', 'accepted fulfilled', 'accepted fulfilled', 'superseded open'],
    ['same question', 'accepted fulfilled', 'rejected open', 'accepted replaced'],
    ['other question', 'accepted fulfilled', 'accepted fulfilled', 'accepted replaced'],
    ['refused_in_app', ...thrice('unknown approval_refused approval_refused')],
    ['code_rejected', ...thrice('unknown page_not_recognised page_not_recognised')],
    ['bad_credentials', ...thrice('rejected error bad_credentials')],
    ['unavailable', ...thrice('unknown bank_unavailable bank_unavailable')],
    ['unknown', ...thrice('unknown page_not_recognised page_not_recognised')],
    ['lost', ...thrice('unknown session_lost session_lost')],
    ['unsent', ...thrice('superseded open')],
    ['over_budget', ...thrice('superseded open')],
    ['repeated', ...thrice('unknown session_lost session_lost')],
  ] as const)('%s: after a choice, an answer, a demand for a code', (page, choice, answer, instead) => {
    expect(inWords(judgeChoice(pages[page]))).toBe(choice);
    expect(inWords(judgeQuestion(pages[page], 'First pet?'))).toBe(answer);
    expect(inWords(judgeInstead(pages[page]))).toBe(instead);
    expect([judgeChoice, judgeInstead].map((judge) => judge(pages[page]).counts)).toEqual([false, false]);
  });

  it('counts refused answers to a question only', () => {
    const counted = Object.entries(pages).filter(([, page]) => judgeQuestion(page, 'First pet?').counts);
    expect(counted.map(([page]) => page)).toEqual(['same question', 'bad_credentials']);
  });

  it.each([
    ['logged_in', 'fulfilled', undefined],
    ['code', 'fulfilled', undefined],
    ['refused_in_app', 'approval_refused', 'approval_refused'],
    ['code_rejected', 'page_not_recognised', 'page_not_recognised'],
    ['unavailable', 'bank_unavailable', 'bank_unavailable'],
    ['lost', 'session_lost', 'session_lost'],
  ] as const)('%s: after waiting for an approval', (page, ended, outcome) => {
    const { request, end } = judgeApproval(pages[page]);
    expect(request.status === 'cancelled' ? request.reason : request.status).toBe(ended);
    expect(end?.outcome).toBe(outcome);
  });
});

function thrice(text: string): [string, string, string] {
  return [text, text, text];
}
