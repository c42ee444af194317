import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { refusalOf } from '../api/support/caller.js';
import { anotherCode, type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { until } from '../support/until.js';

/**
 * The user names of the demo bank that ask for something else than a code by SMS, through the whole product: API,
 * Temporal, worker and browser. What the bank saw is in its ledger.
 */

let bank: DemoBank;
let api: ApiWithLogins;

beforeAll(async () => {
  bank = await openDemoBank();
  api = await startApiWithLogins([...bank.banks.values()]);
});
afterAll(async () => {
  await api.close();
  await bank.close();
});

const requestsSchema = z.object({
  items: z.array(z.object({ type: z.string(), status: z.string(), reason: z.string().nullable() })),
});

/** A login that has begun. */
async function logIn(name: string, fields: Record<string, unknown> = {}) {
  const username = `${name}+${randomUUID().slice(0, 8)}`;
  const customer = await api.newCustomer('demo-held', {
    bank_username: username,
    bank_password: 'demo',
    ...fields,
  });
  expect((await customer.start()).status).toBe(202);
  const { token, key, path } = customer;
  const answer = (json: unknown) =>
    api.call('POST', `/v1${path}/answer`, { key, json, headers: { Prefer: 'wait=60' } });
  return {
    ...customer,
    username,
    answer,
    /** Answers, and checks that the bank accepted it. */
    async accepted(json: unknown): Promise<void> {
      expect((await answer(json)).body).toMatchObject({ outcome: 'accepted' });
    },
    /** Waits for a pending request of this type. */
    asked: (type: string) =>
      until(async () => {
        const { pending_assistance: pending } = await customer.status();
        return pending && JSON.stringify(pending).includes(`"type":"${type}"`) && pending;
      }, `a request of type ${type}`),
    /** How the login ended, its requests from the oldest on, and what the bank saw. */
    async result() {
      const { outcome } = await customer.ended();
      const { items } = await api.answer(requestsSchema, 'GET', `${path}/assistance-requests`, { token });
      const requests = items
        .reverse()
        .map(({ type, status, reason }) => [type, status, reason].filter(Boolean).join(' '));
      return { outcome, requests, ledger: await bank.ledger(username) };
    },
  };
}

const codeAccepted = ['code_sent', 'code_submitted:yes', 'logged_in'];

describe.concurrent('each demo user name that asks for more than a code', () => {
  it('choose-channel: a person chooses, and the code that follows lets in', async () => {
    const login = await logIn('choose-channel');
    expect(await login.asked('choice')).toMatchObject({
      descriptor: { options: [{ id: 'sms' }, { id: 'email', destination: expect.any(String) as string }] },
    });
    expect(refusalOf(await login.answer({ code: '123456' }))).toBe('409 WRONG_TYPE');
    await login.accepted({ option: 'email' });
    await login.asked('otp');
    await login.accepted({ code: await bank.code(login.username) });
    expect(await login.result()).toEqual({
      outcome: 'logged_in',
      requests: ['choice fulfilled', 'otp fulfilled'],
      ledger: ['login_submitted', 'channel_asked', 'channel_chosen:email', ...codeAccepted],
    });
  });

  it('choose-channel: with a channel that the account prefers, only the code is asked for', async () => {
    const login = await logIn('choose-channel', { preferred_channels: ['call', 'sms'] });
    await login.asked('otp');
    await login.accepted({ code: await bank.code(login.username) });
    expect(await login.result()).toEqual({
      outcome: 'logged_in',
      requests: ['otp fulfilled'],
      ledger: ['login_submitted', 'channel_asked', 'channel_chosen:sms', ...codeAccepted],
    });
  });

  it.each([
    ['approve', 'logged_in', 'approval fulfilled', ['approval_ended:approved', 'logged_in']],
    ['refuse', 'approval_refused', 'approval cancelled approval_refused', ['approval_ended:refused']],
  ] as const)('push: the person decides on the phone: %s', async (decision, outcome, request, ledger) => {
    const login = await logIn('push');
    expect(await login.asked('approval')).toMatchObject({
      descriptor: { compare: expect.stringMatching(/^\d+$/) as string, options: [] },
    });
    await bank.decide(login.username, decision);
    expect(await login.result()).toEqual({
      outcome,
      requests: [request],
      ledger: ['login_submitted', 'approval_asked', ...ledger],
    });
  });

  it('push-refused: the phone refuses by itself', async () => {
    const login = await logIn('push-refused');
    expect(await login.result()).toEqual({
      outcome: 'approval_refused',
      requests: ['approval cancelled approval_refused'],
      ledger: ['login_submitted', 'approval_asked', 'approval_ended:refused'],
    });
  });

  it('push-expired: nobody approves in time', async () => {
    const login = await logIn('push-expired', { otp_wait_seconds: 5 });
    expect(await login.result()).toEqual({
      outcome: 'expired',
      requests: ['approval expired'],
      ledger: ['login_submitted', 'approval_asked'],
    });
  });

  it('push-instead: a code is asked for instead, and the approval no longer counts', async () => {
    const login = await logIn('push-instead');
    await login.asked('approval');
    await login.accepted({ option: 'instead' });
    await login.asked('otp');
    await login.accepted({ code: await bank.code(login.username) });
    expect(await login.result()).toEqual({
      outcome: 'logged_in',
      requests: ['approval cancelled replaced', 'otp fulfilled'],
      ledger: ['login_submitted', 'approval_asked', 'approval_ended:replaced', ...codeAccepted],
    });
  });

  it('question: a wrong answer is refused, the right one lets in', async () => {
    const login = await logIn('question');
    await login.asked('question');
    expect(refusalOf(await login.answer({ text: 'Fido' }))).toBe('422 CODE_REJECTED');
    expect(await login.asked('question')).toMatchObject({
      attempts: 1,
      previous_outcome: 'rejected',
      bank_message: 'The answer is not correct. 2 attempts left.',
    });
    await login.accepted({ text: 'Rex' });
    expect(await login.result()).toEqual({
      outcome: 'logged_in',
      requests: ['question fulfilled'],
      ledger: [
        'login_submitted',
        'question_asked',
        'question_answered:no',
        'question_answered:yes',
        'logged_in',
      ],
    });
  });

  it('question: the account answers, and nobody is asked', async () => {
    const question = 'what was the name of your first pet? ';
    const login = await logIn('question', { bank_answers: [{ question, answer: 'Rex' }] });
    expect(await login.result()).toEqual({
      outcome: 'logged_in',
      requests: [],
      ledger: ['login_submitted', 'question_asked', 'question_answered:yes', 'logged_in'],
    });
  });

  it('photo-tan: the picture is shown, and another one after a wrong code', async () => {
    const login = await logIn('photo-tan');
    const { id } = await login.asked('otp');
    const picture = async () => {
      const response = await fetch(`${api.url}/v1${login.path}/assistance-requests/${id}/picture`, {
        headers: { authorization: `Api-Key ${login.key}` },
      });
      expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
      return Buffer.from(await response.arrayBuffer());
    };
    const first = await picture();
    const wrong = anotherCode(await bank.code(login.username));
    expect(refusalOf(await login.answer({ code: wrong }))).toBe('422 CODE_REJECTED');
    expect((await picture()).equals(first)).toBe(false);
    await login.accepted({ code: await bank.code(login.username) });
    expect(await login.result()).toEqual({
      outcome: 'logged_in',
      requests: ['otp fulfilled'],
      ledger: [
        ...['login_submitted', 'picture_shown', 'code_submitted:no'],
        ...['picture_shown', 'code_submitted:yes', 'logged_in'],
      ],
    });
  });
});
