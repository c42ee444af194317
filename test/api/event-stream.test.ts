import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { system } from '../../src/assistance/actor.js';
import { recordEvent } from '../../src/db/events/events.js';
import { createPendingRequest } from '../support/create-rows.js';
import { untilHeard } from './support/api-with-sockets.js';
import { refusalOf } from './support/caller.js';
import { until } from '../support/until.js';
import { startTwoProcesses, type TwoProcesses } from './support/two-processes.js';

let api: TwoProcesses['api'];
let one: TwoProcesses['one'];
let two: TwoProcesses['two'];
let newCustomer: TwoProcesses['newCustomer'];
let close: TwoProcesses['close'];
beforeAll(async () => {
  ({ api, one, two, newCustomer, close } = await startTwoProcesses());
});
afterAll(() => close());

const types = (events: readonly { type: string }[]) => events.map(({ type }) => type);
const numbers = (events: readonly { data: Record<string, unknown> }[]) => events.map(({ data }) => data['n']);

describe('server-sent events', () => {
  it('send a key the pending requests, then the events, of its accounts only', async () => {
    const { token, userId, accountId, record } = await newCustomer();
    const another = await one.addAccount(token);
    const requestId = await createPendingRequest(api.db, accountId);
    await createPendingRequest(api.db, another);
    const { key } = await one.addKey(token, { scopes: ['status:read'], accountIds: [accountId] });
    const reader = await one.follow(key);
    expect(reader.response.headers.get('content-type')).toBe('text/event-stream');
    expect(reader.response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    await untilHeard(reader.streamed, 1);
    await recordEvent(
      api.db,
      { id: another, user_id: userId },
      {
        type: 'login.failed',
        actor: system,
        details: {},
      },
    );
    await record('assistance.cancelled', { requestId });
    await untilHeard(reader.streamed, 2);
    const events = reader.streamed.map(({ event }) => event);
    expect(types(events)).toEqual(['assistance.requested', 'assistance.cancelled']);
    expect(events.map((event) => event.data['requestId'])).toEqual([requestId, requestId]);
    await reader.stop();
  });

  it('continue after any event that was read, at any process', async () => {
    const { token, record } = await newCustomer();
    const { key } = await one.addKey(token);
    const first = await one.follow(key);
    await until(() => first.state.lastId !== '', 'the place it begins at');
    const begin = first.state.lastId;
    // Committed together, so that a reader gets them in one batch.
    await api.db.transaction().execute(async (trx) => {
      for (let n = 1; n <= 5; n += 1) await record('login.failed', { n }, trx);
    });
    await untilHeard(first.streamed, 5);
    await first.stop();
    await record('login.failed', { n: 6 });
    const resumedAt = async (id: string | undefined) => {
      const reader = await two.follow(key, { 'Last-Event-ID': id ?? '' });
      await until(() => numbers(reader.streamed.map(({ event }) => event)).includes(6), 'the last event');
      await reader.stop();
      return numbers(reader.streamed.map(({ event }) => event));
    };
    expect(await resumedAt(begin)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await resumedAt(first.streamed[1]?.id)).toEqual([3, 4, 5, 6]);
    expect(await resumedAt(first.streamed[4]?.id)).toEqual([6]);
    expect(await resumedAt('0')).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('include an event that was slow to commit', async () => {
    const { token, record } = await newCustomer();
    const { key } = await one.addKey(token);
    const reader = await one.follow(key);
    await until(() => reader.state.lastId !== '', 'the place it begins at');
    await api.db.transaction().execute(async (trx) => {
      await record('login.failed', { n: 1 }, trx);
      await record('login.failed', { n: 2 });
      await untilHeard(reader.streamed, 1);
      await reader.stop();
    });
    const again = await one.follow(key, { 'Last-Event-ID': reader.state.lastId });
    await untilHeard(again.streamed, 1);
    await record('login.failed', { n: 3 });
    await untilHeard(again.streamed, 2);
    expect(numbers(again.streamed.map(({ event }) => event))).toEqual([1, 3]);
    await again.stop();
  });

  it('are read in several batches if there are many, without a gap', async () => {
    const { token, userId, accountId } = await newCustomer();
    const { key } = await one.addKey(token);
    await sql`insert into events (user_id, account_id, type, actor, details)
      select ${userId}, ${accountId}, 'login.failed', '{}', jsonb_build_object('n', n)
      from generate_series(1, 950) as n`.execute(api.db);
    const reader = await one.follow(key, { 'Last-Event-ID': '0' });
    await untilHeard(reader.streamed, 950);
    const expected = Array.from({ length: 950 }, (_, index) => index + 1);
    expect(numbers(reader.streamed.map(({ event }) => event))).toEqual(expected);
    await reader.stop();
    // One in the middle of a batch, and one in the middle of a later batch.
    for (const at of [100, 500]) {
      const again = await two.follow(key, { 'Last-Event-ID': reader.streamed[at - 1]?.id ?? '' });
      await untilHeard(again.streamed, 950 - at);
      expect(numbers(again.streamed.map(({ event }) => event))).toEqual(expected.slice(at));
      await again.stop();
    }
  });

  it('end when the key is revoked, before any later event', async () => {
    const { token, record } = await newCustomer();
    const { id, key } = await one.addKey(token);
    const reader = await one.follow(key);
    await until(() => reader.state.lastId !== '', 'the place it begins at');
    await one.call('DELETE', `/me/api-keys/${id}`, { token });
    await record('login.failed');
    await until(() => reader.state.isOver, 'the end of the stream');
    expect(reader.streamed).toEqual([]);
  });

  it('are refused to a user who has a hundred open', async () => {
    const { token } = await newCustomer();
    const { key } = await one.addKey(token);
    const open = await Promise.all(Array.from({ length: 100 }, () => one.follow(key)));
    const refused = await one.call('GET', '/v1/events', { key });
    expect([refusalOf(refused), refused.headers.get('retry-after')]).toEqual(['429 RATE_LIMITED', '30']);
    await Promise.all(open.map((reader) => reader.stop()));
    await until(async () => {
      const reader = await one.follow(key);
      await reader.stop();
      return reader.response.status === 200;
    }, 'a free place');
  });

  it('answer the id of an event of another user with 400, and so do sockets', async () => {
    const [user, other] = [await newCustomer(), await newCustomer()];
    const idFor = async ({ token }: typeof other): Promise<string> => {
      const reader = await one.follow((await one.addKey(token)).key);
      await until(() => reader.state.lastId !== '', 'the id to begin at');
      await reader.stop();
      return reader.state.lastId;
    };
    const [own, foreign] = [await idFor(user), await idFor(other)];
    const { key } = await one.addKey(user.token);
    const refused = await one.follow(key, { 'Last-Event-ID': foreign });
    await refused.stop();
    expect(refused.response.status).toBe(400);
    const socket = async (after: string) =>
      one.connect(['realtime.v1', await one.ticketFor(user.token)], { path: `/realtime?after=${after}` });
    expect(await socket(foreign)).toBe(400);

    const reader = await one.follow(key, { 'Last-Event-ID': own });
    expect(reader.response.status).toBe(200);
    await reader.stop();
    const opened = await socket(own);
    if (typeof opened === 'number') throw new Error(String(opened));
    opened.socket.close();
  });

  it('answer a malformed id with 400, and HEAD with no stream', async () => {
    const { token } = await newCustomer();
    const { key } = await one.addKey(token);
    for (const id of ['x', '-1', '1_2', `0_${'9'.repeat(30)}_1`, "0_1_1'"]) {
      const reply = await one.call('GET', '/v1/events', { key, headers: { 'Last-Event-ID': id } });
      expect(refusalOf(reply)).toBe('400 VALIDATION_ERROR');
    }
    const head = await fetch(`${one.url}/v1/events`, {
      method: 'HEAD',
      headers: { Authorization: `Api-Key ${key}` },
    });
    expect(head.status).toBe(200);
  });
});
