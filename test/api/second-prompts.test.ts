import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, refusalOf } from './support/caller.js';

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

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([twice.driver]);
});
afterAll(() => api.close());

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
