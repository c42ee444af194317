import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { askingBank } from './support/asking-bank.js';
import { detailsOf, refusalOf } from './support/caller.js';

const asking = askingBank();

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver]);
});
afterAll(() => api.close());

const wait = (seconds: number) => ({ Prefer: `wait=${seconds}` });

describe('a caller that submits a code and waits', () => {
  it('gets the outcome when the bank has accepted the code', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    const reply = await customer.submit({ code: '123456' }, { Prefer: 'respond-async, wait="20"' });
    expect(reply.status).toBe(200);
    expect(reply.body).toEqual({
      submitted: true,
      submission_id: expect.any(String) as unknown,
      request_id: id,
      outcome: 'accepted',
    });
    expect(reply.headers.get('preference-applied')).toBe('wait=20');
  });

  it('learns that the bank rejected the code, and that a repeat was not typed', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    // A longer wait is limited to a minute, which the response says.
    const patient = await customer.submit({ code: '999999' }, wait(3_600));
    expect(patient.headers.get('preference-applied')).toBe('wait=60');
    const refused = await customer.submit({ code: '000000' }, wait(20));
    expect(refusalOf(refused)).toBe('422 CODE_REJECTED');
    expect(detailsOf(refused)).toMatchObject({ attempts_remaining: 1, outcome: 'rejected' });
    expect(refused.headers.get('preference-applied')).toBe('wait=20');
    const repeated = await customer.submit({ code: '000 000' }, wait(20));
    expect(refusalOf(repeated)).toBe('422 CODE_REJECTED');
    expect(detailsOf(repeated)).toMatchObject({ attempts_remaining: 1, outcome: 'repeated' });
    expect(asking.typed.filter((code) => code === '000000')).toHaveLength(1);
  });

  it('gets 409 when another code was accepted first', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    const [accepted, late] = await Promise.all([
      customer.submit({ code: '123456', request_id: id }, wait(20)),
      pause(150).then(() => customer.submit({ code: '654321', request_id: id }, wait(20))),
    ]);
    expect(accepted.status).toBe(200);
    expect(refusalOf(late)).toBe('409 REQUEST_SUPERSEDED');
    expect(detailsOf(late)).toMatchObject({ outcome: 'not_needed', status: 'fulfilled' });
  });

  it('gets 202 when the wait is over, and can read the outcome later', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const before = Date.now();
    const reply = await customer.submit({ code: '777777' }, wait(1));
    expect(reply.status).toBe(202);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
    expect(Date.now() - before).toBeLessThan(2_500);
    const { submission_id } = reply.body as { submission_id: string };
    expect(await customer.outcomeOf(submission_id)).toBe('rejected');
  });

  it('is not kept waiting by a malformed preference', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    for (const prefer of ['wait=0', 'wait=soon', 'wait=-5', 'return=minimal']) {
      const reply = await customer.submit({ code: '000000' }, { Prefer: prefer });
      expect(reply.status).toBe(202);
      expect(reply.headers.get('preference-applied')).toBeNull();
    }
  });

  it('also gets the outcome from another process', async () => {
    const other = await api.twin();
    try {
      const customer = await api.newCustomer('asking');
      await customer.untilAsked();
      const reply = await customer.submit({ code: '123456' }, wait(20), other);
      expect(reply.body).toMatchObject({ outcome: 'accepted' });
    } finally {
      await other.close();
    }
  });
});
