import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describedEvents } from '../support/described-events.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { askingBank } from './support/asking-bank.js';
import { refusalOf } from './support/caller.js';

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([askingBank().driver]);
});
afterAll(() => api.close());

const wait = (seconds: number) => ({ Prefer: `wait=${seconds}` });

describe('the history', () => {
  interface Page {
    items: Record<string, unknown>[];
    next_cursor: string | null;
  }

  it('is paged, newest first, without repeating an entry', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    for (const code of ['000000', '000001', '123456']) await customer.submit({ code }, wait(20));
    await customer.ended();
    await customer.untilAsked();
    await customer.submit({ code: '123456' }, wait(20));
    await until(async () => (await customer.status()).session === null, 'the end of the second');
    const list = async (name: string, query = '') =>
      (await api.call('GET', `${customer.path}/${name}${query}`, { token: customer.token })).body as Page;

    const { items: sessions } = await list('sessions');
    const completed = { outcome: 'logged_in', reason: 'completed', phase: null };
    expect(sessions).toMatchObject([completed, completed]);
    const { items: requests } = await list('assistance-requests');
    expect(requests).toMatchObject([
      { status: 'fulfilled', attempts: 1 },
      { status: 'fulfilled', attempts: 3 },
    ]);
    for (const name of ['sessions', 'assistance-requests', 'submissions', 'events']) {
      const all = await list(name, '?limit=200');
      expect(all.next_cursor).toBeNull();
      const paged: unknown[] = [];
      let page = await list(name, '?limit=1');
      paged.push(...page.items);
      while (page.next_cursor !== null) {
        page = await list(name, `?limit=1&cursor=${page.next_cursor}`);
        paged.push(...page.items);
      }
      expect(paged).toEqual(all.items);
    }
    const { items: submissions } = await list('submissions');
    expect(submissions[0]).toMatchObject({ type: 'otp', option: null });
    expect(submissions.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'rejected',
    ]);
    expect(submissions[0]).toMatchObject({ actor: { kind: 'api_key', name: 'relay', address: '127.0.0.1' } });
    // This bank needs half a second to accept the right code.
    expect(submissions[0]?.['bank_took_ms']).toBeGreaterThanOrEqual(500);
    const { items: events } = await list('events');
    expect(events.find(({ type }) => type === 'code.settled')?.['details']).toEqual({
      submissionId: submissions[0]?.['submission_id'],
      type: 'otp',
      outcome: 'accepted',
      bankTookMs: submissions[0]?.['bank_took_ms'],
    });
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        'login.started',
        'assistance.requested',
        'code.submitted',
        'assistance.fulfilled',
      ]),
    );
    const asked = ['assistance.requested', 'assistance.rejected', 'assistance.fulfilled'];
    expect(await describedEvents(api.db, customer.accountId)).toEqual(
      new Set([...asked, 'session.started', 'session.stopped']),
    );
  });

  it('refuses the cursor of another list or another account', async () => {
    const customer = await api.newCustomer('asking');
    const { token } = customer;
    const page = await api.call('GET', `${customer.path}/events?limit=1`, { token });
    const { next_cursor: cursor } = page.body as Page;
    expect(cursor).not.toBeNull();
    // Sealed, because its position counts the events of all users.
    expect(cursor).toMatch(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/);
    const other = await api.addAccount(token, {}, 'asking');
    for (const path of [`${customer.path}/submissions`, `/accounts/${other}/events`])
      expect(refusalOf(await api.call('GET', `${path}?cursor=${cursor}`, { token }))).toBe(
        '400 VALIDATION_ERROR',
      );
    for (const query of ['cursor=x', 'cursor=', 'limit=0', 'limit=201', 'limit=x', 'limit=1&limit=2'])
      expect(refusalOf(await api.call('GET', `${customer.path}/events?${query}`, { token }))).toBe(
        '400 VALIDATION_ERROR',
      );
  });
});
