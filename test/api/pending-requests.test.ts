import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { askingBank } from './support/asking-bank.js';
import { refusalOf } from './support/caller.js';

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([askingBank().driver]);
});
afterAll(() => api.close());

describe('all pending requests', () => {
  const ask = (key: string, query = '') => api.call('GET', `/v1/assistance${query}`, { key });
  interface Answer {
    pending: { account_id: string; request: { id: string; created_at: string } }[];
    cursor: string;
  }
  const read = async (key: string, query = '') => (await ask(key, query)).body as Answer;

  it('are listed with a cursor, which selects only newer ones', async () => {
    const one = await api.newCustomer('asking');
    expect(await read(one.key)).toEqual({ pending: [], cursor: expect.any(String) as unknown });
    const request = await one.untilAsked();
    const first = await read(one.key);
    expect(first.pending).toEqual([{ account_id: one.accountId, request }]);
    const second = await read(one.key, `?since=${first.cursor}`);
    expect(second.pending).toEqual([]);
    const anotherId = await api.addAccount(one.token, {}, 'asking');
    await api.call('POST', `/accounts/${anotherId}/scrape`, { token: one.token });
    const third = await until(async () => {
      const answer = await read(one.key, `?since=${second.cursor}`);
      return answer.pending.length > 0 && answer;
    }, 'a newer request');
    expect(third.pending.map(({ account_id }) => account_id)).toEqual([anotherId]);
    expect((await read(one.key)).pending.map(({ account_id }) => account_id)).toEqual([
      one.accountId,
      anotherId,
    ]);
    // A key for one account sees that one only; another user's key sees none.
    const { key: narrow } = await api.addKey(one.token, { accountIds: [anotherId] });
    expect((await read(narrow)).pending.map(({ account_id }) => account_id)).toEqual([anotherId]);
    const stranger = await api.newCustomer('asking');
    expect((await read(stranger.key)).pending).toEqual([]);
    expect(refusalOf(await ask(stranger.key, `?since=${first.cursor}`))).toBe('400 VALIDATION_ERROR');
  });

  it('are listed 500 at a time, oldest first; the rest when those are answered', async () => {
    const customer = await api.newCustomer('asking');
    const { db } = api.stack;
    await sql`
      with mine as (select user_id from accounts where id = ${customer.accountId}),
        more as (
          insert into accounts (id, user_id, bank_code, name)
          select gen_random_uuid(), user_id, 'asking', 'Many' from mine, generate_series(1, 502)
          returning id),
        configured as (insert into account_configs (account_id) select id from more),
        logins as (
          insert into logins (id, account_id, workflow_id, bank_code, session_type, login_mode, phase,
            fatal_after_failures, max_codes_per_day)
          select gen_random_uuid(), id, 'login/' || id, 'asking', 'one-shot', 'assisted', 'waiting_for_code', 3, 10
          from more returning id, account_id)
      insert into assistance_requests (id, login_id, account_id, status, descriptor, requested_at, created_at, expires_at)
      select gen_random_uuid(), id, account_id, 'pending', '{"length":6,"type":"numeric","channel":"sms"}',
        now(), now() - row_number() over () * interval '1 millisecond', now() + interval '5 minutes'
      from logins`.execute(db);
    const first = await read(customer.key);
    expect(first.pending).toHaveLength(500);
    const made = first.pending.map(({ request }) => request.created_at);
    expect(made).toEqual(made.toSorted());
    await db
      .updateTable('assistance_requests')
      .set({ status: 'cancelled', reason: 'error', ended_at: new Date() })
      .where(
        'id',
        'in',
        first.pending.map(({ request }) => request.id),
      )
      .execute();
    const rest = await read(customer.key, `?since=${first.cursor}`);
    expect(rest.pending).toHaveLength(2);
    expect((await read(customer.key, `?since=${rest.cursor}`)).pending).toEqual([]);
  });

  it('wake a caller that waits for them', async () => {
    const customer = await api.newCustomer('asking');
    const { cursor } = await read(customer.key);
    const waiting = read(customer.key, `?since=${cursor}&wait=20`);
    await pause(200);
    const before = Date.now();
    const request = await customer.untilAsked();
    expect((await waiting).pending).toEqual([{ account_id: customer.accountId, request }]);
    expect(Date.now() - before).toBeLessThan(10_000);
  });

  it('are not shown to a caller whose key is revoked during its wait', async () => {
    const customer = await api.newCustomer('asking');
    const { id: keyId, key } = await api.addKey(customer.token);
    const { cursor } = await read(key);
    const waiting = ask(key, `?since=${cursor}&wait=20`);
    await pause(200);
    await api.call('DELETE', `/me/api-keys/${keyId}`, { token: customer.token });
    await customer.untilAsked();
    expect(refusalOf(await waiting)).toBe('401 INVALID_API_KEY');
  });

  it('are an empty list when the wait ends without one', async () => {
    const { key } = await api.newCustomer('asking');
    const { cursor } = await read(key);
    const before = Date.now();
    expect((await read(key, `?since=${cursor}&wait=1`)).pending).toEqual([]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  });

  it('are listed even if their transaction was slow to commit', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    let cursor = '';
    const insert = api.db.transaction().execute(async (trx) => {
      // Gets its id now and commits after another reader has passed it.
      const row = await trx
        .updateTable('assistance_requests')
        .set(({ fn }) => ({ opened_in: fn<string>('pg_current_xact_id') }))
        .where('account_id', '=', customer.accountId)
        .returning('id')
        .executeTakeFirstOrThrow();
      const quick = await api.newCustomer('asking');
      await quick.untilAsked();
      ({ cursor } = await read(customer.key));
      return row.id;
    });
    const id = await insert;
    const answer = await read(customer.key, `?since=${cursor}`);
    expect(answer.pending.map(({ request }) => request.id)).toEqual([id]);
  });

  it.each(['?since=x', '?since=', '?wait=0', '?wait=61', '?wait=soon', '?wait=1&wait=2'])(
    'are not listed for a malformed query: %s',
    async (query) => {
      const { key } = await api.newCustomer('asking');
      expect(refusalOf(await ask(key, query))).toBe('400 VALIDATION_ERROR');
    },
  );
});
