import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, refusalOf } from './support/caller.js';
import { startSwitchedTemporal } from './support/switched-temporal.js';

const [first, second] = ['111111', '222222'];

/** Asks for a second code. It judges the first one only when the test lets it continue. */
let answerFirst: () => void = () => undefined;
const twice = scriptedBank({
  code: 'twice',
  onOpen: sixDigits,
  onCode: async (code) => {
    if (code === second) return { is: 'logged_in' };
    if (code !== first) return { is: 'code_rejected', bankMessage: null };
    await new Promise<void>((resolve) => (answerFirst = resolve));
    return sixDigits;
  },
});

const messageTaken = z.object({ submission_id: z.string(), request_id: z.string() });

/** Between the API and Temporal. */
let network: Awaited<ReturnType<typeof startSwitchedTemporal>>;
let api: ApiWithLogins;
beforeAll(async () => {
  network = await startSwitchedTemporal();
  api = await startApiWithLogins([twice.driver], { temporalAddress: network.address });
});
afterAll(async () => {
  await api.close();
  await network.close();
});

it('opens a new request for a second prompt, which neither the first code nor an early one answers', async () => {
  const customer = await api.newCustomer('twice');
  const one = await customer.untilAsked();
  const submitted = await customer.submit({ code: first });
  expect(submitted.status).toBe(202);
  await until(() => twice.typed.includes(first), 'the first code at the bank');

  // The second code arrives before the bank has asked for it.
  const early = (await customer.submit({ code: second })).body as {
    submission_id: string;
    request_id: string;
  };
  expect(early.request_id).toBe(one.id);
  answerFirst();
  expect(await customer.outcomeOf(early.submission_id)).toBe('not_needed');
  const two = await until(async () => {
    const { pending_assistance: pending } = await customer.status();
    return pending && pending.id !== one.id && pending;
  }, 'the second request');
  expect(two).toMatchObject({ attempts: 0, previous_outcome: null });
  expect(twice.typed).toEqual([first]);

  const again = await customer.submit({ code: '111-111' });
  expect(refusalOf(again)).toBe('400 INVALID_CODE');
  expect(detailsOf(again)).toEqual({ expected: { length: 6, type: 'numeric', fresh: true } });
  const stale = await customer.submit({ code: '333333', request_id: one.id });
  expect(refusalOf(stale)).toBe('409 REQUEST_SUPERSEDED');
  expect(detailsOf(stale)).toMatchObject({ status: 'fulfilled' });

  // The early code was never typed, so it may be submitted again.
  const late = await customer.submit({ code: second, request_id: two.id }, { Prefer: 'wait=20' });
  expect(late.body).toMatchObject({ outcome: 'accepted', request_id: two.id });
  expect(twice.typed).toEqual([first, second]);
  expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
});

it('accepts a message again at the prompt that it came too early for', async () => {
  const customer = await api.newCustomer('twice');
  const one = await customer.untilAsked();
  const post = async () =>
    messageTaken.parse(
      (await api.call('POST', '/v1/messages', { key: customer.key, json: { message: `Code: ${second}` } }))
        .body,
    );
  twice.typed.length = 0;
  await customer.submit({ code: first });
  await until(() => twice.typed.includes(first), 'the first code at the bank');
  const early = await post();
  expect(early.request_id).toBe(one.id);
  answerFirst();
  expect(await customer.outcomeOf(early.submission_id)).toBe('not_needed');
  await until(async () => {
    const { pending_assistance: pending } = await customer.status();
    return pending !== null && pending.id !== one.id;
  }, 'the second request');
  const late = await post();
  expect(late.submission_id).not.toBe(early.submission_id);
  expect(await post()).toEqual(late);
  expect(await customer.outcomeOf(late.submission_id)).toBe('accepted');
  expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
});

const keysSchema = z.object({ keys: z.array(z.object({ id: z.string() })) });
const logSchema = z.object({
  messages: z.array(z.object({ result: z.string(), request_id: z.string().nullable() })),
});

it('a message whose request ends while Temporal is away is named so in the log of its key, and can come again for the next', async () => {
  const customer = await api.newCustomer('twice');
  const { key, token } = customer;
  const one = await customer.untilAsked();
  const keys = await api.answer(keysSchema, 'GET', '/me/api-keys', { token });
  /** The newest message in the log of the customer's key. */
  const inLog = async () => {
    const path = `/me/api-keys/${keys.keys[0]?.id}/messages`;
    return (await api.answer(logSchema, 'GET', path, { token })).messages[0];
  };
  const json = { message: `Code: ${second}` };
  const post = () => api.call('POST', '/v1/messages', { key, json });
  twice.typed.length = 0;
  await customer.submit({ code: first });
  await until(() => twice.typed.includes(first), 'the first code at the bank');

  network.cut();
  const kept = await post();
  expect([kept.status, kept.body]).toMatchObject([202, { submitted: false, held: true }]);
  expect(await inLog()).toEqual({ result: 'HELD', request_id: one.id });
  answerFirst();
  const two = await until(async () => {
    const { pending_assistance: pending } = await customer.status();
    return pending && pending.id !== one.id && pending;
  }, 'the second request');
  expect(await inLog()).toEqual({ result: 'REQUEST_SUPERSEDED', request_id: one.id });

  network.mend();
  const late = await until(async () => {
    const { status, body } = await post();
    return status === 202 && messageTaken.safeParse(body).data;
  }, 'Temporal to be reached again');
  expect(await customer.outcomeOf(late.submission_id)).toBe('accepted');
  expect(await customer.ended()).toMatchObject({ outcome: 'logged_in' });
  expect(await inLog()).toEqual({ result: 'SUBMITTED', request_id: two.id });
  expect(twice.typed).toEqual([first, second]);
});
