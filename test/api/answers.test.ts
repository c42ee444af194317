import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { RequestContent } from '../../src/assistance/request-content.js';
import type { SubmissionOutcome } from '../../src/assistance/statuses.js';
import { recordUnreservedCode } from '../../src/db/logins/code-budget.js';
import { open, purpose } from '../../src/secrets/seal.js';
import {
  loginWorkflowId,
  submittedAnswerSchema,
  submittedCodeSchema,
} from '../../src/temporal/login-messages.js';
import { createTemporalClient } from '../../src/logins/login-client.js';
import { createLogin } from '../support/create-rows.js';
import { findSecret, wholeDatabase } from '../support/secret-search.js';
import { until } from '../support/until.js';
import { type ApiUnderTest, demoBank, startApi } from './support/api-under-test.js';
import { type CallOptions, detailsOf, issuePaths, refusalOf } from './support/caller.js';
import { inject } from 'vitest';

/** Answers to requests of every type, up to the signal that Temporal records. No worker runs here. */

const otp: RequestContent = { type: 'otp', descriptor: { length: 6, type: 'numeric', channel: 'sms' } };
const choice: RequestContent = {
  type: 'choice',
  descriptor: {
    options: [
      { id: 'sms', label: 'Text ••78', channel: 'sms', destination: '••78' },
      { id: 'app', label: 'Use the app', channel: 'app' },
      { id: 'unknown', label: 'Another way', channel: 'unknown' },
    ],
  },
};
const approval: RequestContent = { type: 'approval', descriptor: { compare: '42' } };
const approvalOrCode: RequestContent = { type: 'approval', descriptor: { instead: 'Send a code' } };
const question: RequestContent = { type: 'question', descriptor: { text: 'Name of your first pet?' } };

const submittedSchema = z.object({ submission_id: z.string(), request_id: z.string() });

let api: ApiUnderTest;
const temporal = createTemporalClient({ address: inject('temporalAddress') }, 'default');
beforeAll(async () => {
  api = await startApi();
});
afterAll(async () => {
  await api.close();
  await temporal.connection.close();
});

/** An account whose login waits for help, with an open workflow that no worker runs. */
async function newRequest(content: RequestContent, config: Record<string, unknown> = {}) {
  const { token } = await api.signUp();
  const accountId = await api.addAccount(token, config);
  const { key } = await api.addKey(token);
  const login = await createLogin(api.db, accountId);
  const { loginId } = login;
  const input = {
    loginId,
    accountId,
    bankCode: 'demo',
    sessionType: 'one-shot',
    loginMode: 'assisted',
  } as const;
  await api.logins.start({ ...input, otpWaitSeconds: 60 }, { bank: demoBank.name, account: 'Demo' });
  const { requestId } = await login.openRequest({ content });
  const path = `/accounts/${accountId}`;
  /** At the API of programs, unless the options hold a token. */
  const answer = (json: unknown, options: CallOptions = { key }, to = 'answer') =>
    api.call('POST', `${options.token === undefined ? '/v1' : ''}${path}/${to}`, { json, ...options });
  return {
    ...{ token, key, accountId, path, login, loginId, requestId, answer },
    submit: async (json: unknown, options?: CallOptions) => {
      const reply = await answer(json, options);
      expect(reply.status, reply.text).toBe(202);
      return submittedSchema.parse(reply.body);
    },
    /** The messages of this name that Temporal has recorded for the workflow. */
    async signals(name: string): Promise<unknown[]> {
      const { events = [] } = await temporal.workflow.getHandle(loginWorkflowId(accountId)).fetchHistory();
      return (events ?? []).flatMap(({ workflowExecutionSignaledEventAttributes: signal }) =>
        signal?.signalName === name
          ? [JSON.parse(Buffer.from(signal.input?.payloads?.[0]?.data ?? []).toString()) as unknown]
          : [],
      );
    },
    submissions: () =>
      api.db.selectFrom('submissions').selectAll().where('account_id', '=', accountId).execute(),
    async audit(type: string) {
      const schema = z.object({ items: z.array(z.object({ type: z.string(), details: z.unknown() })) });
      const { items } = await api.answer(schema, 'GET', `${path}/events`, { token });
      return items.filter((event) => event.type === type).map(({ details }) => details);
    },
    settle: (submissionId: string, outcome: SubmissionOutcome) =>
      login.report({ submissions: [{ submissionId, outcome }] }),
  };
}

/** Of a signal, without what differs between two deliveries of it: which HTTP request brought it, and when. */
const contentOf = (signal: unknown) => ({
  ...submittedAnswerSchema.parse(signal),
  httpRequestId: undefined,
  receivedAt: undefined,
});

const withToken = ({ token }: { token: string }): CallOptions => ({ token });

describe('an option', () => {
  it('is signalled to the login, and named by its label in the history', async () => {
    const request = await newRequest(choice);
    const submitted = await request.submit({ option: 'sms' });
    expect(submitted.request_id).toBe(request.requestId);
    const [signal] = await request.signals('submitAnswer');
    const [row] = await request.submissions();
    expect(contentOf(signal)).toEqual({
      submissionId: submitted.submission_id,
      requestId: request.requestId,
      fingerprint: row?.fingerprint,
      option: 'sms',
    });
    expect(await request.audit('code.submitted')).toEqual([
      {
        submissionId: submitted.submission_id,
        requestId: request.requestId,
        type: 'choice',
        option: 'Text ••78',
      },
    ]);
    await request.settle(submitted.submission_id, 'accepted');
    expect(await request.audit('code.settled')).toEqual([
      { submissionId: submitted.submission_id, type: 'choice', outcome: 'accepted', bankTookMs: null },
    ]);
    const page = await api.call('GET', `${request.path}/submissions`, withToken(request));
    expect(page.body).toMatchObject({
      items: [{ type: 'choice', option: 'Text ••78', outcome: 'accepted' }],
    });
  });

  it('is taken from a person, too', async () => {
    const request = await newRequest(choice);
    await request.submit({ option: 'app', request_id: request.requestId }, withToken(request));
    expect(await request.signals('submitAnswer')).toMatchObject([{ option: 'app' }]);
  });

  it('of an approval asks for a code instead', async () => {
    const request = await newRequest(approvalOrCode);
    await request.submit({ option: 'instead' });
    expect(await request.signals('submitAnswer')).toMatchObject([{ option: 'instead' }]);
    expect(await request.audit('code.submitted')).toMatchObject([
      { type: 'approval', option: 'Send a code' },
    ]);
  });

  it.each<[RequestContent, string, string[]]>([
    [choice, 'email', ['sms', 'app', 'unknown']],
    [choice, 'Text ••78', ['sms', 'app', 'unknown']],
    [choice, 'instead', ['sms', 'app', 'unknown']],
    [approvalOrCode, 'sms', ['instead']],
    [approval, 'instead', []],
  ])('that is not offered is refused, with those that are: %j %s', async (content, option, options) => {
    const request = await newRequest(content);
    const reply = await request.answer({ option });
    expect(refusalOf(reply)).toBe('400 INVALID_OPTION');
    expect(detailsOf(reply)).toEqual({ options });
    expect(await request.submissions()).toEqual([]);
  });

  it('that makes the bank send a code is refused once the day’s codes are used up; others are not', async () => {
    const request = await newRequest(choice, { max_codes_per_day: 1 });
    const { loginId, accountId } = request;
    await recordUnreservedCode(api.db, { loginId, accountId, step: 'a code' });
    for (const option of ['sms', 'unknown']) {
      const reply = await request.answer({ option });
      expect(refusalOf(reply)).toBe('429 RATE_LIMITED');
      expect(detailsOf(reply)).toEqual({ reason: 'code_budget' });
      const seconds = Number(reply.headers.get('retry-after'));
      expect(seconds).toBeGreaterThan(86_000);
      expect(seconds).toBeLessThanOrEqual(86_400);
    }
    await request.submit({ option: 'app' });
  });

  it('of an unknown channel needs no code of the bank if the account has an authenticator', async () => {
    const request = await newRequest(choice, { max_codes_per_day: 1, totp_secret: 'A'.repeat(32) });
    const { loginId, accountId } = request;
    await recordUnreservedCode(api.db, { loginId, accountId, step: 'a code' });
    expect(refusalOf(await request.answer({ option: 'sms' }))).toBe('429 RATE_LIMITED');
    await request.submit({ option: 'unknown' });
  });

  it('`instead` is refused once the day’s codes are used up', async () => {
    const request = await newRequest(approvalOrCode, { max_codes_per_day: 1 });
    const { loginId, accountId } = request;
    await recordUnreservedCode(api.db, { loginId, accountId, step: 'a code' });
    expect(refusalOf(await request.answer({ option: 'instead' }))).toBe('429 RATE_LIMITED');
  });
});

describe('a text', () => {
  it('is sealed for its submission, and stands nowhere in clear', async () => {
    const request = await newRequest(question);
    const text = `Bobby ${randomUUID()}`;
    const submitted = await request.submit(
      { text: `  ${text}\n` },
      { key: request.key, headers: { 'Idempotency-Key': 'a' } },
    );
    const [signal] = await request.signals('submitAnswer');
    const { sealedText } = z.object({ sealedText: z.string() }).parse(signal);
    const ids = { accountId: request.accountId, loginId: request.loginId, requestId: request.requestId };
    const sealedFor = purpose.answer({ ...ids, submissionId: submitted.submission_id });
    expect(await open(api.ring, sealedFor, sealedText)).toBe(text);
    expect(findSecret(JSON.stringify(signal), text)).toEqual([]);
    expect(findSecret(await wholeDatabase(api.db), text)).toEqual([]);
    expect(await request.audit('code.submitted')).toEqual([
      { submissionId: submitted.submission_id, requestId: request.requestId, type: 'question' },
    ]);
  });

  it('has the same fingerprint again at the same request only', async () => {
    const fingerprints = [];
    for (const text of ['Bobby', ' Bobby ', 'bobby']) {
      const request = await newRequest(question);
      await request.submit({ text });
      await request.submit({ text: 'Bobby' });
      const [first, second] = await request.submissions();
      fingerprints.push(first?.fingerprint);
      expect(first?.fingerprint === second?.fingerprint, text).toBe(text !== 'bobby');
    }
    expect(new Set(fingerprints).size).toBe(3);
  });

  it('that the bank rejects is 422 for a caller that waits', async () => {
    const request = await newRequest(question);
    const reply = request.answer({ text: 'Rex' }, { key: request.key, headers: { Prefer: 'wait=20' } });
    const row = await until(async () => (await request.submissions())[0], 'the submission');
    await request.settle(row.id, 'rejected');
    expect(refusalOf(await reply)).toBe('422 CODE_REJECTED');
    expect(detailsOf(await reply)).toMatchObject({ outcome: 'rejected', attempts_remaining: null });
  });

  it('that the bank accepts is 200 for a caller that waits', async () => {
    const request = await newRequest(question);
    const reply = request.answer({ text: 'Rex' }, { token: request.token, headers: { Prefer: 'wait=20' } });
    const row = await until(async () => (await request.submissions())[0], 'the submission');
    await request.settle(row.id, 'accepted');
    expect((await reply).status).toBe(200);
    expect((await reply).body).toMatchObject({ outcome: 'accepted', submission_id: row.id });
  });

  it('is 202 when the wait runs out', async () => {
    const request = await newRequest(question);
    const reply = await request.answer({ text: 'Rex' }, { key: request.key, headers: { Prefer: 'wait=1' } });
    expect(reply.status).toBe(202);
    expect(reply.headers.get('preference-applied')).toBe('wait=1');
  });
});

describe('a code', () => {
  it.each([{ code: '123 456' }, { message: 'Your code is 123456.' }])(
    'goes the way of /otp: %j',
    async (body) => {
      const request = await newRequest(otp);
      const submitted = await request.submit(body);
      const [signal] = await request.signals('submitOtp');
      const { sealedCode } = submittedCodeSchema.parse(signal);
      const ids = { accountId: request.accountId, loginId: request.loginId, requestId: request.requestId };
      const sealedFor = purpose.code({ ...ids, submissionId: submitted.submission_id });
      expect(await open(api.ring, sealedFor, sealedCode)).toBe('123456');
      expect(await request.audit('code.submitted')).toMatchObject([{ type: 'otp' }]);
    },
  );

  it('is checked as at /otp', async () => {
    const request = await newRequest(otp);
    expect(refusalOf(await request.answer({ code: '12345' }))).toBe('400 INVALID_CODE');
    expect(refusalOf(await request.answer({ message: 'hello' }))).toBe('400 AMBIGUOUS_MESSAGE');
  });
});

describe('an answer of another kind than the request asks for is refused', () => {
  const bodies = [
    { code: '123456' },
    { message: 'Your code is 123456.' },
    { option: 'sms' },
    { text: 'Rex' },
  ];
  const fitting: Record<RequestContent['type'], string[]> = {
    otp: ['code', 'message'],
    choice: ['option'],
    approval: ['option'],
    question: ['text'],
  };

  it.each([otp, choice, approval, question])('$type', async (content) => {
    const request = await newRequest(content);
    const { type } = content;
    const wrong = bodies.filter((body) => !Object.keys(body).some((kind) => fitting[type].includes(kind)));
    expect(wrong.length).toBeGreaterThan(1);
    for (const body of wrong)
      for (const options of [{ key: request.key }, { token: request.token }]) {
        const reply = await request.answer(body, options);
        expect(refusalOf(reply), JSON.stringify(body)).toBe('409 WRONG_TYPE');
        expect(detailsOf(reply)).toEqual({ type });
      }
    expect(await request.submissions()).toEqual([]);
  });

  it.each([choice, approval, question])('at /otp, too: $type', async (content) => {
    const request = await newRequest(content);
    for (const options of [{ key: request.key }, { token: request.token }]) {
      const reply = await request.answer({ code: '123456' }, options, 'otp');
      expect(refusalOf(reply)).toBe('409 WRONG_TYPE');
      expect(detailsOf(reply)).toEqual({ type: content.type });
    }
  });
});

describe('a malformed body is refused', () => {
  it.each<[unknown, string]>([
    [{}, 'code'],
    [{ request_id: randomUUID() }, 'code'],
    [{ text: 'Rex', option: 'sms' }, 'code'],
    [{ code: '123456', message: '123456' }, 'code'],
    [{ text: '' }, 'text'],
    [{ text: ' \n' }, 'text'],
    [{ text: 'x'.repeat(201) }, 'text'],
    [{ text: 'two\nlines' }, 'text'],
    [{ text: 7 }, 'text'],
    [{ option: '' }, 'option'],
    [{ option: 'x'.repeat(101) }, 'option'],
    [{ option: null }, 'option'],
    [{ text: 'Rex', request_id: 'x' }, 'request_id'],
  ])('%j', async (body, path) => {
    const reply = await answerOf(body);
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(issuePaths(reply)).toEqual([path]);
  });

  let shared: Awaited<ReturnType<typeof newRequest>> | undefined;
  const answerOf = async (body: unknown) => (shared ??= await newRequest(question)).answer(body);

  it('at the limit it is not', async () => {
    const request = await newRequest(question);
    await request.submit({ text: ` ${'x'.repeat(200)} ` });
  });
});

describe('the request of an answer', () => {
  it('must be pending', async () => {
    const request = await newRequest(choice);
    const { requestId } = request;
    const unknown = await request.answer({ option: 'sms', request_id: randomUUID() });
    expect(refusalOf(unknown)).toBe('404 NO_PENDING_REQUEST');
    const change = { requestId, attempts: 0, previousOutcome: null, bankMessage: null };
    await request.login.report({ request: { ...change, end: { status: 'cancelled', reason: 'replaced' } } });
    expect(refusalOf(await request.answer({ option: 'sms' }))).toBe('404 NO_PENDING_REQUEST');
    const ended = await request.answer({ option: 'sms', request_id: requestId });
    expect(refusalOf(ended)).toBe('409 REQUEST_SUPERSEDED');
    expect(detailsOf(ended)).toEqual({ status: 'cancelled', reason: 'replaced' });
    expect(await request.audit('assistance.cancelled')).toEqual([
      { requestId, type: 'choice', attempts: 0, reason: 'replaced' },
    ]);
  });

  it('shows its type, and neither resend nor attempts that remain', async () => {
    for (const [content, descriptor] of [
      [choice, choice.descriptor],
      [approval, { compare: '42', options: [] }],
      [approvalOrCode, { options: [{ id: 'instead', label: 'Send a code' }] }],
      [question, { text: 'Name of your first pet?', private: true }],
    ] as const) {
      const { key, token, path, accountId, requestId } = await newRequest(content);
      const expected = {
        id: requestId,
        type: content.type,
        descriptor,
        attempts: 0,
        attempts_remaining: null,
      };
      const asked = { ...expected, resend: null };
      const status = await api.call('GET', `/v1${path}/status`, { key });
      expect(status.body).toMatchObject({ pending_assistance: asked });
      const { key: ofAccount } = await api.addKey(token, { accountIds: [accountId] });
      const pending = await api.call('GET', '/v1/assistance', { key: ofAccount });
      expect(pending.body).toMatchObject({ pending: [{ account_id: accountId, request: asked }] });
      const own = await api.call('GET', `${path}/otp`, { token });
      expect(own.body).toMatchObject(asked);
      const history = await api.call('GET', `${path}/assistance-requests`, { token });
      expect(history.body).toMatchObject({ items: [asked] });
    }
  });
});

describe('an Idempotency-Key', () => {
  const withKey = (key: string): CallOptions => ({ key, headers: { 'Idempotency-Key': 'a-key' } });

  it.each<[RequestContent, Record<string, string>, Record<string, string>]>([
    [choice, { option: 'sms' }, { option: 'app' }],
    [question, { text: 'Rex' }, { text: 'Bobby' }],
  ])('makes a repeat the same submission: $type', async (content, body, another) => {
    const request = await newRequest(content);
    const first = await request.submit(body, withKey(request.key));
    const repeats = await Promise.all(
      [body, body].map((repeated) => request.submit(repeated, withKey(request.key))),
    );
    expect(repeats).toEqual([first, first]);
    expect(await request.submissions()).toHaveLength(1);
    expect(await request.signals('submitAnswer')).toHaveLength(1);
    expect(refusalOf(await request.answer(another, withKey(request.key)))).toBe('409 CONFLICT');
  });

  it.each<[RequestContent, Record<string, string>]>([
    [choice, { option: 'sms' }],
    [question, { text: 'Rex' }],
  ])('sends what an earlier call recorded but could not send: %j', async (content, body) => {
    const request = await newRequest(content);
    const { submission_id: submissionId } = await request.submit(body, withKey(request.key));
    const [sent] = await request.signals('submitAnswer');
    const claim = api.db.updateTable('submission_claims').where('submission_id', '=', submissionId);
    const sealed = 'option' in body ? 'unused' : z.object({ sealedText: z.string() }).parse(sent).sealedText;
    await claim.set({ sealed_code: sealed }).execute();
    await request.submit(body, withKey(request.key));
    const both = (await request.signals('submitAnswer')).map(contentOf);
    expect(both).toEqual([contentOf(sent), contentOf(sent)]);
  });

  it('is free again after a refusal', async () => {
    const request = await newRequest(choice);
    expect(refusalOf(await request.answer({ option: 'x' }, withKey(request.key)))).toBe('400 INVALID_OPTION');
    await request.submit({ option: 'sms' }, withKey(request.key));
  });

  it('at /otp and at /answer is the same for the same code', async () => {
    const request = await newRequest(otp);
    const first = await request.submit({ code: '123456' }, withKey(request.key));
    const repeated = await request.answer({ code: '123456' }, withKey(request.key), 'otp');
    expect(submittedSchema.parse(repeated.body)).toEqual(first);
  });
});

it('an answer counts against the limit of submissions', async () => {
  const request = await newRequest(choice);
  const limited = await startApi({
    limits: { ...api.limits, submitPerAccount: 1 },
    db: api.db,
    ring: api.ring,
  });
  try {
    const call = () =>
      limited.call('POST', `/v1${request.path}/answer`, { key: request.key, json: { option: 'x' } });
    expect(refusalOf(await call())).toBe('400 INVALID_OPTION');
    expect(refusalOf(await call())).toBe('429 RATE_LIMITED');
  } finally {
    await limited.close();
  }
});

it('without a login in Temporal, nothing is pending', async () => {
  const request = await newRequest(question);
  await temporal.workflow.getHandle(loginWorkflowId(request.accountId)).terminate();
  expect(refusalOf(await request.answer({ text: 'Rex' }))).toBe('404 NO_PENDING_REQUEST');
  expect(await request.submissions()).toMatchObject([{ outcome: 'superseded' }]);
});
