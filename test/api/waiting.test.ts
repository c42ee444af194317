import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoginClient } from '../../src/api/login-client.js';
import { createTemporalClient } from '../../src/api/temporal-client.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';
import { detailsOf, refusalOf } from './support/caller.js';

/** Accepts 123456 after half a second, never answers to 777777 in time, and refuses the rest. */
const asking = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: async (code) => {
    if (code === '777777') await pause(3_000);
    if (code !== '123456') return { is: 'code_rejected', bankMessage: null };
    await pause(500);
    return { is: 'logged_in' };
  },
  maxAttempts: 3,
});

let api: ApiWithLogins;
beforeAll(async () => {
  api = await startApiWithLogins([asking.driver]);
});
afterAll(() => api.close());

const wait = (seconds: number) => ({ Prefer: `wait=${seconds}` });

describe('who submits a code and waits', () => {
  it('is told when the bank has accepted it', async () => {
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

  it('is told that the bank refused it, and that a repeat of it was not tried', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const refused = await customer.submit({ code: '000000' }, wait(20));
    expect(refusalOf(refused)).toBe('422 CODE_REJECTED');
    expect(detailsOf(refused)).toMatchObject({ attempts_remaining: 2, outcome: 'rejected' });
    expect(refused.headers.get('preference-applied')).toBe('wait=20');
    const repeated = await customer.submit({ code: '000 000' }, wait(20));
    expect(refusalOf(repeated)).toBe('422 CODE_REJECTED');
    expect(detailsOf(repeated)).toMatchObject({ attempts_remaining: 2, outcome: 'repeated' });
    expect(asking.typed.filter((code) => code === '000000')).toHaveLength(1);
  });

  it('is told 409 when another code was accepted first', async () => {
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

  it('is answered 202 when the wait runs out, and can look later', async () => {
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

  it('is not kept waiting by a preference that makes no sense', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    for (const prefer of ['wait=0', 'wait=soon', 'wait=-5', 'return=minimal']) {
      const reply = await customer.submit({ code: '000000' }, { Prefer: prefer });
      expect(reply.status).toBe(202);
      expect(reply.headers.get('preference-applied')).toBeNull();
    }
  });

  it('hears of it from another process as well', async () => {
    const other = await api.twin();
    try {
      const customer = await api.newCustomer('asking');
      await customer.untilAsked();
      const reply = await other.call('POST', `/v1${customer.path}/otp`, {
        key: customer.key,
        json: { code: '123456' },
        headers: wait(20),
      });
      expect(reply.body).toMatchObject({ outcome: 'accepted' });
    } finally {
      await other.close();
    }
  });
});

describe('an idempotency key', () => {
  const key = (value: string, more: Record<string, string> = {}) => ({ 'Idempotency-Key': value, ...more });
  const submissionsOf = (accountId: string) =>
    api.db.selectFrom('submissions').selectAll().where('account_id', '=', accountId).execute();

  it('makes a repeat speak of the same submission, after its end too', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const first = await customer.submit({ code: '123456' }, key('a'));
    await customer.ended();
    const again = await customer.submit({ code: '123456' }, key('a'));
    expect([again.status, again.text]).toEqual([202, first.text]);
    const waiting = await customer.submit({ code: '123456' }, key('a', wait(5)));
    expect(waiting.body).toMatchObject({ outcome: 'accepted' });
    expect(await submissionsOf(customer.accountId)).toHaveLength(1);
  });

  it('makes many at once, at two processes, one submission', async () => {
    const other = await api.twin();
    try {
      const customer = await api.newCustomer('asking');
      await customer.untilAsked();
      const json = { code: '000000' };
      const replies = await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          (n % 2 === 0 ? api : other).call('POST', `/v1${customer.path}/otp`, {
            key: customer.key,
            json,
            headers: key('b'),
          }),
        ),
      );
      expect(replies.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 202));
      expect(new Set(replies.map(({ text }) => text)).size).toBe(1);
      expect(await submissionsOf(customer.accountId)).toHaveLength(1);
      await until(async () => (await customer.status()).pending_assistance, 'the request');
    } finally {
      await other.close();
    }
  });

  it('with another body is a conflict; white space and the order of fields make no other body', async () => {
    const customer = await api.newCustomer('asking');
    const { id } = await customer.untilAsked();
    const first = await customer.submit({ code: '000000', request_id: id }, key('c'));
    const again = await api.call('POST', `/v1${customer.path}/otp`, {
      key: customer.key,
      raw: `{ "request_id": "${id}",\n "code":"000000" }`,
      headers: { 'Content-Type': 'application/json', ...key('c') },
    });
    expect(again.text).toBe(first.text);
    for (const json of [{ code: '000000' }, { code: '000001', request_id: id }])
      expect(refusalOf(await customer.submit(json, key('c')))).toBe('409 CONFLICT');
  });

  it('is free after a refusal, and belongs to one credential and one account', async () => {
    const customer = await api.newCustomer('asking');
    expect(refusalOf(await customer.submit({ code: '000000' }, key('d')))).toBe('404 NO_PENDING_REQUEST');
    await customer.untilAsked();
    expect(refusalOf(await customer.submit({ code: '12' }, key('d')))).toBe('400 INVALID_CODE');
    expect((await customer.submit({ code: '000000' }, key('d'))).status).toBe(202);
    const byPerson = await api.call('POST', `${customer.path}/otp`, {
      token: customer.token,
      json: { code: '000001' },
      headers: key('d'),
    });
    expect(byPerson.status).toBe(202);
    expect(await submissionsOf(customer.accountId)).toHaveLength(2);
  });

  it('is over after a day', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    await customer.submit({ code: '000000' }, key('e'));
    await api.db
      .updateTable('submission_claims')
      .set({ created_at: new Date(Date.now() - 25 * 3_600_000) })
      .where('account_id', '=', customer.accountId)
      .execute();
    expect((await customer.submit({ code: '000001' }, key('e'))).status).toBe(202);
    expect(await submissionsOf(customer.accountId)).toHaveLength(2);
  });

  it('tells the login of a submission that a process recorded and could not tell it of', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    const logins = createLoginClient(createTemporalClient({ address: '127.0.0.1:1' }, 'default'));
    const cutOff = await api.twin({ logins });
    try {
      const unheard = await cutOff.call('POST', `/v1${customer.path}/otp`, {
        key: customer.key,
        json: { code: '123456' },
        headers: key('f'),
      });
      expect(refusalOf(unheard)).toBe('503 UNAVAILABLE');
    } finally {
      await cutOff.close();
      await logins.close();
    }
    const [recorded] = await submissionsOf(customer.accountId);
    expect(recorded?.outcome).toBeNull();
    const again = await customer.submit({ code: '123456' }, key('f', wait(20)));
    expect(again.body).toMatchObject({ submission_id: recorded?.id, outcome: 'accepted' });
    const claims = await api.db
      .selectFrom('submission_claims')
      .select('sealed_code')
      .where('account_id', '=', customer.accountId)
      .execute();
    expect(claims).toEqual([{ sealed_code: null }]);
  });

  it.each(['', 'two words', 'é', 'x'.repeat(256)])('is malformed: %j', async (value) => {
    const customer = await api.newCustomer('asking');
    const reply = await customer.submit({ code: '' }, key(value));
    expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    expect(reply.text).toContain('idempotency-key');
  });
});

describe('all pending requests', () => {
  const ask = (key: string, query = '') => api.call('GET', `/v1/assistance${query}`, { key });
  interface Answer {
    pending: { account_id: string; request: { id: string; created_at: string } }[];
    cursor: string;
  }
  const read = async (key: string, query = '') => (await ask(key, query)).body as Answer;

  it('are told with a cursor, from which on only newer ones are', async () => {
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
    // A key for one of them sees that one only, a stranger's none.
    const { key: narrow } = await api.addKey(one.token, { accountIds: [anotherId] });
    expect((await read(narrow)).pending.map(({ account_id }) => account_id)).toEqual([anotherId]);
    const stranger = await api.newCustomer('asking');
    expect((await read(stranger.key)).pending).toEqual([]);
    expect(refusalOf(await ask(stranger.key, `?since=${first.cursor}`))).toBe('400 VALIDATION_ERROR');
  });

  it('are told at most 500 at once, the oldest; the rest when those are answered', async () => {
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

  it('wake who waits for them', async () => {
    const customer = await api.newCustomer('asking');
    const { cursor } = await read(customer.key);
    const waiting = read(customer.key, `?since=${cursor}&wait=20`);
    await pause(200);
    const before = Date.now();
    const request = await customer.untilAsked();
    expect((await waiting).pending).toEqual([{ account_id: customer.accountId, request }]);
    expect(Date.now() - before).toBeLessThan(10_000);
  });

  it('are none for who waited in vain', async () => {
    const { key } = await api.newCustomer('asking');
    const { cursor } = await read(key);
    const before = Date.now();
    expect((await read(key, `?since=${cursor}&wait=1`)).pending).toEqual([]);
    expect(Date.now() - before).toBeGreaterThanOrEqual(1_000);
  });

  it('are told even when they were slow to commit', async () => {
    const customer = await api.newCustomer('asking');
    await customer.untilAsked();
    let cursor = '';
    const insert = api.db.transaction().execute(async (trx) => {
      // Takes its number now and commits after somebody has read past it.
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
    'are not told to a malformed question: %s',
    async (query) => {
      const { key } = await api.newCustomer('asking');
      expect(refusalOf(await ask(key, query))).toBe('400 VALIDATION_ERROR');
    },
  );
});

describe('the history', () => {
  interface Page {
    items: Record<string, unknown>[];
    next_cursor: string | null;
  }

  it('is told in pages, newest first, each thing once', async () => {
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
    expect(submissions.map(({ outcome }) => outcome)).toEqual([
      'accepted',
      'accepted',
      'rejected',
      'rejected',
    ]);
    expect(submissions[0]).toMatchObject({ actor: { kind: 'api_key', name: 'relay', address: '127.0.0.1' } });
    // This bank takes half a second over the right code.
    expect(submissions[0]?.['bank_took_ms']).toBeGreaterThanOrEqual(500);
    const { items: events } = await list('events');
    expect(events.find(({ type }) => type === 'code.settled')?.['details']).toEqual({
      submissionId: submissions[0]?.['submission_id'],
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
  });

  it('takes no cursor of another list or another account', async () => {
    const customer = await api.newCustomer('asking');
    const { token } = customer;
    const page = await api.call('GET', `${customer.path}/events?limit=1`, { token });
    const { next_cursor: cursor } = page.body as Page;
    expect(cursor).not.toBeNull();
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
