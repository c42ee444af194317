import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { BankAnswer, BankDriver } from '../../src/banks/bank-driver.js';
import { scriptedBank, sixDigits, waitingForApproval } from '../support/scripted-bank.js';
import { wholeDatabase } from '../support/secret-search.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { type CallOptions, detailsOf, refusalOf } from './support/caller.js';

/** Whole logins, at banks that ask for more than a code. */

const loggedIn: BankAnswer = { is: 'logged_in' };
const rejected: BankAnswer = { is: 'code_rejected', bankMessage: null };
const onCode = (code: string): BankAnswer => (code === '123456' ? loggedIn : rejected);

const choosing = scriptedBank({
  code: 'choosing',
  onOpen: {
    is: 'choice_required',
    options: [
      { id: 'sms', label: 'Text message', channel: 'sms' },
      { id: 'email', label: 'E-mail', channel: 'email' },
    ],
    bankMessage: null,
  },
  onChoose: sixDigits,
  onCode,
});
/** Offers a way that is gone when it is chosen. */
const withdrawing = scriptedBank({
  code: 'withdrawing',
  onOpen: {
    is: 'choice_required',
    options: [
      { id: 'sms', label: 'Text message', channel: 'sms' },
      { id: 'app', label: 'App', channel: 'app' },
    ],
    bankMessage: null,
  },
  onChoose: (option) => (option === 'sms' ? { is: 'not_submitted', reason: 'no_field' } : loggedIn),
});
const approving = scriptedBank({ code: 'approving', onOpen: waitingForApproval });
const refusing = scriptedBank({ code: 'refusing', onOpen: waitingForApproval });
const replacing = scriptedBank({
  code: 'replacing',
  onOpen: { ...waitingForApproval, instead: 'Send a code' },
  onInstead: sixDigits,
  onCode,
});
const pet: BankAnswer = { is: 'question', text: 'Name of your first pet?', bankMessage: null };
const asking = scriptedBank({
  code: 'questioning',
  onOpen: pet,
  onAnswer: (text) => (text === 'Rex' ? loggedIn : { ...pet, bankMessage: 'Try again.' }),
});
const askingKnown = scriptedBank({ code: 'asking-known', onOpen: pet, onAnswer: loggedIn });
const pictured = scriptedBank({ code: 'pictured', onOpen: sixDigits, onCode });
const pictures: Buffer[] = [];
const picturedDriver: BankDriver = {
  ...pictured.driver,
  takePicture: () => {
    // Larger than the service's other limits: a picture is never scaled down or left out.
    const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), randomBytes(800_000)]);
    pictures.push(picture);
    return Promise.resolve(picture);
  },
};

/** Of a large picture, which is quicker to compare. */
const digest = (picture: Buffer | undefined): string =>
  createHash('sha256')
    .update(picture ?? '')
    .digest('hex');

let api: ApiWithLogins;
beforeAll(async () => {
  const scripted = [choosing, withdrawing, approving, refusing, replacing, asking, askingKnown];
  api = await startApiWithLogins([...scripted.map(({ driver }) => driver), picturedDriver]);
});
afterAll(() => api.close());

const submittedSchema = z.object({ submission_id: z.string(), request_id: z.string() });

async function newLogin(bank: string, fields: Record<string, unknown> = {}) {
  const customer = await newCustomer(bank, fields);
  const { key, path } = customer;
  const { id: requestId } = await customer.untilAsked();
  return {
    ...customer,
    requestId,
    answer: (json: unknown, headers: Record<string, string> = { Prefer: 'wait=20' }) =>
      api.call('POST', `/v1${path}/answer`, { key, json, headers }),
    /** The request that is pending after this one. */
    next: (id: string) =>
      until(async () => {
        const { pending_assistance: pending } = await customer.status();
        return pending && pending.id !== id && pending;
      }, 'the next request'),
  };
}

const requestsSchema = z.object({
  items: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string().nullable() })),
});

async function newCustomer(bank: string, fields: Record<string, unknown>) {
  const customer = await api.newCustomer(bank, fields);
  const { token, path } = customer;
  return {
    ...customer,
    /** Oldest first. */
    async requests() {
      const { items } = await api.answer(requestsSchema, 'GET', `${path}/assistance-requests`, { token });
      return items
        .reverse()
        .map(({ type, status, reason }) => [type, status, reason].filter(Boolean).join(' '));
    },
  };
}

describe('a choice', () => {
  it('is accepted when the bank has shown its next page, whose code is then asked for', async () => {
    const login = await newLogin('choosing');
    const chosen = await login.answer({ option: 'sms' });
    expect([chosen.status, chosen.body]).toMatchObject([200, { outcome: 'accepted' }]);
    expect(await login.next(login.requestId)).toMatchObject({ type: 'otp', resend: { available: false } });
    expect((await login.answer({ code: '123456' })).body).toMatchObject({ outcome: 'accepted' });
    expect(await login.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.requests()).toEqual(['choice fulfilled', 'otp fulfilled']);
  });

  it('is made once', async () => {
    const login = await newLogin('choosing');
    choosing.chosen.length = 0;
    const replies = await Promise.all(
      ['sms', 'email'].map((option) => login.answer({ option, request_id: login.requestId }, {})),
    );
    const submissions = replies.filter(({ status }) => status === 202).map(({ body }) => body);
    const outcomes = await Promise.all(
      submissions.map((body) => login.outcomeOf(submittedSchema.parse(body).submission_id)),
    );
    // The second one may come when the request has ended already.
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'superseded')).toHaveLength(outcomes.length - 1);
    expect(choosing.chosen).toHaveLength(1);
  });

  it('is made by the channel that the account prefers: only the code is asked for', async () => {
    choosing.chosen.length = 0;
    const login = await newLogin('choosing', { preferred_channels: ['email', 'sms'] });
    expect(choosing.chosen).toEqual(['email']);
    expect((await login.answer({ code: '123456' })).body).toMatchObject({ outcome: 'accepted' });
    expect(await login.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.requests()).toEqual(['otp fulfilled']);
  });

  it('of an option that is gone meanwhile leaves the request open for another one', async () => {
    const login = await newLogin('withdrawing');
    expect(refusalOf(await login.answer({ option: 'email' }))).toBe('400 INVALID_OPTION');
    const gone = await login.answer({ option: 'sms' }, {});
    expect(await login.outcomeOf(submittedSchema.parse(gone.body).submission_id)).toBe('superseded');
    expect((await login.status()).pending_assistance).toMatchObject({ id: login.requestId });
    expect((await login.answer({ option: 'app' })).body).toMatchObject({ outcome: 'accepted' });
    expect(await login.requests()).toEqual(['choice fulfilled']);
    expect(withdrawing.chosen).toEqual(['sms', 'app']);
  });

  it('does not take a message, which is held for the code that follows', async () => {
    const login = await newLogin('choosing');
    const json = { message: 'Your code is 123456.' };
    const held = await api.call('POST', '/v1/messages', { key: login.key, json });
    expect([held.status, held.body]).toEqual([202, { submitted: false, held: true, time: 'arrival' }]);
    await login.answer({ option: 'email' }, {});
    expect(await login.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.requests()).toEqual(['choice fulfilled', 'otp fulfilled']);
  });
});

describe('an approval', () => {
  it('is given elsewhere', async () => {
    const login = await newLogin('approving');
    expect((await login.status()).pending_assistance).toMatchObject({
      type: 'approval',
      descriptor: { message: 'Approve the login in the app.', compare: '42', options: [] },
    });
    // A number that changes replaces the old one in the same request.
    approving.showWhileWaiting({ ...waitingForApproval, compare: '77' });
    await until(
      async () => JSON.stringify((await login.status()).pending_assistance).includes('"compare":"77"'),
      'the new number',
    );
    expect((await login.status()).pending_assistance).toMatchObject({ id: login.requestId });
    approving.showWhileWaiting(loggedIn);
    expect(await login.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.requests()).toEqual(['approval fulfilled']);
  });

  it('that is refused ends the login', async () => {
    const login = await newLogin('refusing');
    refusing.showWhileWaiting({ is: 'approval_refused' });
    expect(await login.ended()).toMatchObject({ outcome: 'approval_refused' });
    expect(await login.requests()).toEqual(['approval cancelled approval_refused']);
    const sessions = await api.call('GET', `${login.path}/sessions`, { token: login.token });
    expect(sessions.body).toMatchObject({ items: [{ outcome: 'approval_refused' }] });
  });

  it('that comes too late has expired, and the answer that asks for a code instead is refused', async () => {
    const login = await newLogin('replacing', { otp_wait_seconds: 5 });
    expect(await login.ended()).toMatchObject({ outcome: 'expired' });
    expect(await login.requests()).toEqual(['approval expired']);
    expect(refusalOf(await login.answer({ option: 'instead' }))).toBe('404 NO_PENDING_REQUEST');
  });

  it('can be replaced by a code', async () => {
    const login = await newLogin('replacing');
    expect((await login.answer({ option: 'instead' })).body).toMatchObject({ outcome: 'accepted' });
    await login.next(login.requestId);
    expect((await login.answer({ code: '123456' })).body).toMatchObject({ outcome: 'accepted' });
    expect(await login.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await login.requests()).toEqual(['approval cancelled replaced', 'otp fulfilled']);
  });
});

describe('a question', () => {
  it('takes a wrong answer and then the right one', async () => {
    const login = await newLogin('questioning');
    const wrong = await login.answer({ text: 'Bobby' });
    expect(refusalOf(wrong)).toBe('422 CODE_REJECTED');
    expect(detailsOf(wrong)).toMatchObject({ outcome: 'rejected', attempts_remaining: null });
    expect((await login.status()).pending_assistance).toMatchObject({
      id: login.requestId,
      type: 'question',
      attempts: 1,
      previous_outcome: 'rejected',
      bank_message: 'Try again.',
    });
    const repeated = await login.answer({ text: ' Bobby ' });
    expect(refusalOf(repeated)).toBe('422 CODE_REJECTED');
    expect(detailsOf(repeated)).toMatchObject({ outcome: 'repeated' });
    expect((await login.answer({ text: 'Rex' })).body).toMatchObject({ outcome: 'accepted' });
    expect(await login.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(asking.answered).toEqual(['Bobby', 'Rex']);
  });
});

describe('a question that the account answers', () => {
  it('is answered once, and nobody is asked', async () => {
    const bankAnswers = [{ question: 'name of your first pet?', answer: 'Rex' }];
    const customer = await newCustomer('asking-known', { bank_answers: bankAnswers });
    await customer.start();
    expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
    expect(await customer.requests()).toEqual([]);
    expect(askingKnown.answered).toEqual(['Rex']);
  });
});

describe('a picture', () => {
  it('is read by a program and a person while its request is pending, sealed in the database', async () => {
    const login = await newLogin('pictured');
    const { key, token, path, requestId } = login;
    const picturePath = `${path}/assistance-requests/${requestId}/picture`;
    expect((await login.status()).pending_assistance).toMatchObject({
      descriptor: { picture: `/v1${picturePath}` },
    });
    const ways: [string, CallOptions][] = [
      [`/v1${picturePath}`, { key }],
      [picturePath, { token }],
      [`/api${picturePath}`, { token }],
    ];
    const read = async ([to, options]: (typeof ways)[number]) => {
      const authorization = options.key === undefined ? `Bearer ${token}` : `Api-Key ${key}`;
      const response = await fetch(api.url + to, { headers: { authorization } });
      return {
        picture: digest(Buffer.from(await response.arrayBuffer())),
        type: response.headers.get('content-type'),
        caching: response.headers.get('cache-control'),
      };
    };
    const shown = pictures.at(-1);
    for (const way of ways)
      expect(await read(way)).toEqual({
        picture: digest(shown),
        type: 'image/png',
        caching: 'no-store',
      });
    const database = await wholeDatabase(api.stack.db);
    expect(database).not.toContain(shown?.toString('base64').slice(20, 40));

    expect(refusalOf(await login.answer({ code: '111111' }))).toBe('422 CODE_REJECTED');
    const replaced = pictures.at(-1);
    expect(digest(replaced)).not.toBe(digest(shown));
    for (const way of ways) expect((await read(way)).picture).toBe(digest(replaced));

    await login.answer({ code: '123456' });
    for (const [to, options] of ways)
      expect(refusalOf(await api.call('GET', to, options))).toBe('404 NOT_FOUND');
    expect(await api.stack.db.selectFrom('code_pictures').selectAll().execute()).toEqual([]);
  });

  it('of a request without one is 404', async () => {
    const { key, token, path, requestId } = await newLogin('choosing');
    const to = `${path}/assistance-requests/${requestId}/picture`;
    expect(refusalOf(await api.call('GET', `/v1${to}`, { key }))).toBe('404 NOT_FOUND');
    expect(refusalOf(await api.call('GET', to, { token }))).toBe('404 NOT_FOUND');
  });
});
