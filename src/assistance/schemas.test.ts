import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { actorSchema } from './actor.js';
import { channelSchema, descriptorSchema } from './descriptor.js';
import { loginReportSchema, openedRequestSchema, renewedRequestSchema } from './login-report.js';
import { scopeSchema } from './scopes.js';
import {
  blockReasonSchema,
  cancelReasonSchema,
  loginModes,
  loginOutcomeSchema,
  phaseSchema,
  requestStatusSchema,
  sessionEndReasonSchema,
  sessionTypes,
  submissionOutcomeSchema,
} from './statuses.js';
import {
  approvalDescriptorSchema,
  choiceDescriptorSchema,
  requestContentSchema,
  requestTypeSchema,
} from './request-content.js';
import { stepAnswerSchema } from './step-answer.js';
import { sessionStateSchema, storageStateSchema } from './storage-state.js';
import { wireContentSchema } from './wire-request-content.js';

/** What workflows, activities, the API and the database exchange: what each schema accepts, and what it refuses. */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

const uuid = '6f1c2f4e-3b7e-4c3a-9d2f-0a1b2c3d4e5f';
const header = { loginId: uuid, accountId: uuid, runId: 'a run', number: 1 };
const at = '2026-01-01T00:00:00.000Z';
const descriptor = { length: 6, type: 'numeric', channel: 'sms' };
const opened = {
  ...header,
  requestId: uuid,
  type: 'otp',
  descriptor,
  maxAttempts: 3,
  bankMessage: 'Enter the code.',
  requestedAt: at,
  waitSeconds: 180,
  resendAfterSeconds: 30,
};
const renewed = {
  ...header,
  requestId: uuid,
  bankMessage: 'We sent another code.',
  requestedAt: at,
  waitSeconds: 180,
  resendAfterSeconds: 0,
};
const change = {
  requestId: uuid,
  attempts: 1,
  previousOutcome: 'rejected',
  bankMessage: 'Wrong code.',
  end: { status: 'cancelled', reason: 'attempts_exhausted' },
};
const report = {
  ...header,
  phase: 'stopping',
  request: change,
  submissions: [{ submissionId: uuid, outcome: 'rejected' }],
  loggedIn: false,
  end: { outcome: 'attempts_exhausted', reason: 'in a word' },
};
const option = { id: 'sms', label: 'Text me', channel: 'sms' };
const choice = { type: 'choice', descriptor: { options: [option] } };
const approval = { type: 'approval', descriptor: {} };
const question = { type: 'question', descriptor: { text: 'Name of your first pet?' } };
const asked = { bankMessage: 'One more step.', requestedAt: at };
const prompt = {
  is: 'code_required',
  descriptor,
  bankMessage: 'Enter the code.',
  requestedAt: at,
  canResend: true,
  hasAuthenticator: false,
  canResume: true,
};
const cookie = {
  name: 'session',
  value: 'x',
  domain: 'bank.example',
  path: '/',
  expires: -1,
  httpOnly: true,
  secure: true,
  sameSite: 'Lax',
};
const storageState = {
  cookies: [cookie],
  origins: [{ origin: 'https://bank.example', localStorage: [{ name: 'seen', value: 'yes' }] }],
};

const examples: [name: string, schema: z.ZodType, example: Json][] = [
  ['a descriptor', descriptorSchema, descriptor],
  ['an actor', actorSchema, { kind: 'user', id: uuid, name: 'Ana', address: '203.0.113.1' }],
  ['an opened request that is not for a code', openedRequestSchema, { ...opened, ...choice }],
  ['a renewed request', renewedRequestSchema, renewed],
  ['a login report', loginReportSchema, report],
  [
    'a report of a fulfilled request',
    loginReportSchema,
    { ...report, request: { ...change, end: { status: 'fulfilled' } } },
  ],
  [
    'a report of an expired request',
    loginReportSchema,
    { ...report, request: { ...change, end: { status: 'expired' } } },
  ],
  ['a prompt', stepAnswerSchema, prompt],
  [
    'a prompt for a choice',
    stepAnswerSchema,
    { is: 'choice_required', options: [option], preferred: 'sms', ...asked },
  ],
  ['a prompt for an approval', stepAnswerSchema, { is: 'approval_required', expiresSeconds: 60, ...asked }],
  [
    'a question',
    stepAnswerSchema,
    { is: 'question', text: 'Name of your first pet?', hasAnswer: false, ...asked },
  ],
  ['a choice', requestContentSchema, choice],
  ['an approval', requestContentSchema, approval],
  ['a question that is asked', requestContentSchema, question],
  ['a code on the wire', wireContentSchema, { type: 'otp', descriptor }],
  ['a choice on the wire', wireContentSchema, choice],
  [
    'an approval on the wire',
    wireContentSchema,
    { type: 'approval', descriptor: { options: [{ id: 'instead', label: 'Send a code' }] } },
  ],
  [
    'a question on the wire',
    wireContentSchema,
    { type: 'question', descriptor: { ...question.descriptor, private: true } },
  ],
  ['a rejected code', stepAnswerSchema, { is: 'code_rejected', bankMessage: 'Wrong code.', canResume: true }],
  ['a step that was not taken', stepAnswerSchema, { is: 'not_taken', why: 'session_lost' }],
  ['a refused step', stepAnswerSchema, { is: 'refused', why: 'code_budget' }],
  ['the storage of a browser', storageStateSchema, storageState],
  ['the state of a session', sessionStateSchema, { storage_state: storageState, user_agent: 'Mozilla/5.0' }],
];

/** Copies of a value in each of which one value, however deep inside, is replaced; `undefined` removes it. */
function withEachReplaced(value: Json, replacement: Json | undefined): { path: string; copy: Json }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    const put = (next: Json | undefined): Json => {
      if (Array.isArray(value))
        return value.map((item, index) => (String(index) === key ? (next ?? null) : item));
      const others = Object.entries(value).filter(([other]) => other !== key);
      return Object.fromEntries(next === undefined ? others : [...others, [key, next]]);
    };
    const deeper = withEachReplaced(inner, replacement);
    return [
      { path: key, copy: put(replacement) },
      ...deeper.map(({ path, copy }) => ({ path: `${key}.${path}`, copy: put(copy) })),
    ];
  });
}

describe.each(examples)('%s', (_, schema, example) => {
  it('parses to an equal value', () => {
    expect(schema.parse(example)).toEqual(example);
  });

  it.each([
    ['missing', undefined],
    ['of another type', [[]]],
  ])('is refused with any of its values %s', (_why, replacement) => {
    const accepted = withEachReplaced(example, replacement).filter(
      ({ copy }) => schema.safeParse(copy).success,
    );
    expect(accepted.map(({ path }) => path)).toEqual([]);
  });
});

describe('a request without a type, from a build that knew only codes', () => {
  it('is one for a code', () => {
    const old = Object.fromEntries(Object.entries(opened).filter(([name]) => name !== 'type'));
    expect(openedRequestSchema.parse(old)).toEqual(opened);
    expect(requestContentSchema.parse({ descriptor })).toEqual({ type: 'otp', descriptor });
  });

  it('is refused with any other of its values missing or of another type', () => {
    const replaced = [...withEachReplaced(opened, undefined), ...withEachReplaced(opened, [[]])];
    const accepted = replaced.filter(({ copy }) => openedRequestSchema.safeParse(copy).success);
    expect(accepted.map(({ path }) => path)).toEqual(['type']);
  });
});

describe('null', () => {
  it.each<[z.ZodType, Json]>([
    [descriptorSchema, { ...descriptor, length: null }],
    [actorSchema, { kind: 'system', id: null, name: null, address: null }],
    [openedRequestSchema, { ...opened, maxAttempts: null, bankMessage: null, resendAfterSeconds: null }],
    [renewedRequestSchema, { ...renewed, bankMessage: null, resendAfterSeconds: null }],
    [loginReportSchema, { ...report, request: null, end: null, submissions: [] }],
    [loginReportSchema, { ...report, end: { outcome: 'expired', reason: null } }],
    [
      loginReportSchema,
      { ...report, request: { ...change, previousOutcome: null, bankMessage: null, end: null } },
    ],
    [stepAnswerSchema, { ...prompt, bankMessage: null }],
    [
      stepAnswerSchema,
      { is: 'choice_required', options: [option], preferred: null, bankMessage: null, requestedAt: at },
    ],
    [stepAnswerSchema, { is: 'approval_required', expiresSeconds: null, bankMessage: null, requestedAt: at }],
    [stepAnswerSchema, { is: 'code_rejected', bankMessage: null, canResume: false }],
  ])('stands for what is unknown or does not apply: %#', (schema, value) => {
    expect(schema.parse(value)).toEqual(value);
  });
});

describe('a value at a limit is accepted, and one beyond it is refused', () => {
  it.each<[string, z.ZodType, Record<string, Json>, [Json, Json][]]>([
    [
      'length',
      descriptorSchema,
      descriptor,
      [
        [1, 0],
        [32, 33],
        [6, 6.5],
      ],
    ],
    [
      'purpose',
      descriptorSchema,
      descriptor,
      [
        ['x'.repeat(100), 'x'.repeat(101)],
        ['', 7],
      ],
    ],
    [
      'destination',
      descriptorSchema,
      descriptor,
      [
        ['x'.repeat(600), 'x'.repeat(601)],
        ['', 7],
      ],
    ],
    [
      'number',
      loginReportSchema,
      report,
      [
        [1, 0],
        [2, 1.5],
      ],
    ],
    ['loginId', loginReportSchema, report, [[uuid, 'login-1']]],
    [
      'options',
      choiceDescriptorSchema,
      {},
      [
        [[option], []],
        [[{ ...option, id: 'x' }], [{ ...option, id: '' }]],
        [[{ ...option, id: 'x'.repeat(100) }], [{ ...option, id: 'x'.repeat(101) }]],
        [[{ ...option, label: 'x'.repeat(600) }], [{ ...option, label: 'x'.repeat(601) }]],
        [[{ ...option, destination: 'x'.repeat(600) }], [{ ...option, destination: 'x'.repeat(601) }]],
      ],
    ],
    ['message', approvalDescriptorSchema, {}, [['x'.repeat(600), 'x'.repeat(601)]]],
    ['compare', approvalDescriptorSchema, {}, [['x'.repeat(600), 'x'.repeat(601)]]],
    ['instead', approvalDescriptorSchema, {}, [['x'.repeat(600), 'x'.repeat(601)]]],
    ['accountId', openedRequestSchema, opened, [[uuid, 'account-1']]],
    ['requestId', renewedRequestSchema, renewed, [[uuid, 'request-1']]],
    [
      'maxAttempts',
      openedRequestSchema,
      opened,
      [
        [1, 0],
        [2, 1.5],
      ],
    ],
    ['waitSeconds', openedRequestSchema, opened, [[0.5, 0]]],
    ['waitSeconds', renewedRequestSchema, renewed, [[0.5, 0]]],
    ['resendAfterSeconds', openedRequestSchema, opened, [[0, -1]]],
    ['resendAfterSeconds', renewedRequestSchema, renewed, [[0, -1]]],
    ['requestedAt', openedRequestSchema, opened, [[at, '2026-01-01']]],
    ['requestedAt', renewedRequestSchema, renewed, [[at, '2026-01-01']]],
    ['requestedAt', stepAnswerSchema, prompt, [[at, '2026-01-01']]],
    [
      'end',
      loginReportSchema,
      report,
      [
        [
          { outcome: 'error', reason: 'x'.repeat(100) },
          { outcome: 'error', reason: 'x'.repeat(101) },
        ],
      ],
    ],
    [
      'request',
      loginReportSchema,
      report,
      [
        [
          { ...change, attempts: 0 },
          { ...change, attempts: -1 },
        ],
        [
          { ...change, attempts: 2 },
          { ...change, attempts: 1.5 },
        ],
      ],
    ],
  ])('%s', (field, schema, example, bounds) => {
    for (const [within, beyond] of bounds) {
      expect(schema.safeParse({ ...example, [field]: within }).success, JSON.stringify(within)).toBe(true);
      expect(schema.safeParse({ ...example, [field]: beyond }).success, JSON.stringify(beyond)).toBe(false);
    }
  });
});

it('unknown fields of a cookie or an origin are kept', () => {
  const more = {
    cookies: [{ ...cookie, partitionKey: 'https://bank.example' }],
    origins: [{ origin: 'https://bank.example', localStorage: [], indexedDB: [{ name: 'db' }] }],
  };
  expect(storageStateSchema.parse(more)).toEqual(more);
});

/** Databases, recorded histories, customers' programs and the dashboard know these: none may be renamed or dropped. */
it('names on the wire do not change', () => {
  expect(
    [
      loginModes,
      sessionTypes,
      phaseSchema.options,
      requestStatusSchema.options,
      requestTypeSchema.options,
      cancelReasonSchema.options,
      loginOutcomeSchema.options,
      sessionEndReasonSchema.options,
      submissionOutcomeSchema.options,
      blockReasonSchema.options,
      channelSchema.options,
      descriptorSchema.shape.type.options,
      scopeSchema.options,
      actorSchema.shape.kind.options,
      storageStateSchema.shape.cookies.element.shape.sameSite.options,
    ].map((names) => names.join(' ')),
  ).toEqual([
    'simple assisted',
    'one-shot persistent',
    'starting logging_in waiting_for_code submitting_code running stopping',
    'pending fulfilled cancelled expired',
    'otp choice approval question',
    'attempts_exhausted account_locked access_denied approval_refused replaced stopped session_lost bank_unavailable page_not_recognised error',
    'logged_in expired attempts_exhausted account_locked bad_credentials password_expired access_denied approval_refused code_required cancelled session_lost bank_unavailable page_not_recognised error',
    'completed stopped bank_logged_out session_lost',
    'accepted rejected repeated not_needed superseded too_late unknown',
    'bad_credentials account_locked password_expired too_many_failures',
    'sms email call app token unknown',
    'numeric alphanumeric',
    'otp:write status:read session:read session:write',
    'user api_key system',
    'Strict Lax None',
  ]);
});

it('a step has one of these answers', () => {
  const bare = [
    'logged_in',
    'bad_credentials',
    'account_locked',
    'password_expired',
    'access_denied',
    'approval_refused',
    'unavailable',
    'page_not_recognised',
    'session_lost',
  ];
  for (const is of bare) expect(stepAnswerSchema.parse({ is })).toEqual({ is });
  for (const why of ['session_lost', 'bank_unavailable', 'no_browser_free', 'no_browser_program', 'not_held'])
    expect(stepAnswerSchema.parse({ is: 'not_taken', why })).toEqual({ is: 'not_taken', why });
  expect(stepAnswerSchema.safeParse({ is: 'not_taken', why: 'other' }).success).toBe(false);
  expect(stepAnswerSchema.safeParse({ is: 'other' }).success).toBe(false);
});
