import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLogin, createPendingRequest } from '../support/create-rows.js';
import { serveWithSockets, untilHeard } from './support/api-with-sockets.js';
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

const numbers = (events: readonly { data: Record<string, unknown> }[]) => events.map(({ data }) => data['n']);

describe('a ticket', () => {
  it('opens one socket, once, at any process', async () => {
    const { token } = await newCustomer();
    const ticket = await one.ticketFor(token);
    const opened = await two.connect(['realtime.v1', ticket]);
    if (typeof opened === 'number') throw new Error(String(opened));
    expect(opened.socket.protocol).toBe('realtime.v1');
    expect(opened.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await one.connect(['realtime.v1', ticket])).toBe(401);
    opened.socket.close();
  });

  it('opens only one socket when it is used many times at once', async () => {
    const { token } = await newCustomer();
    const ticket = await one.ticketFor(token);
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) => (n % 2 ? one : two).connect(['realtime.v1', ticket])),
    );
    const opened = answers.filter((answer) => typeof answer !== 'number');
    expect(opened).toHaveLength(1);
    opened.forEach(({ socket }) => socket.close());
  });

  it('works under /api, and is not stored in clear text', async () => {
    const { token } = await newCustomer();
    const ticket = await one.ticketFor(token);
    const { rows } = await sql<{ row: string }>`
      select ticket::text as row from realtime_tickets as ticket`.execute(api.db);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes(ticket))).toBe(false);
    const opened = await one.connect(['realtime.v1', ticket], { path: '/api/realtime' });
    if (typeof opened === 'number') throw new Error(String(opened));
    opened.socket.close();
  });

  it('opens nothing if it is missing, unknown, expired, or of a sign-in that has ended', async () => {
    const { token } = await newCustomer();
    expect(await one.connect(['realtime.v1'])).toBe(401);
    expect(await one.connect([])).toBe(401);
    expect(await one.connect(['realtime.v1', 'unknown'])).toBe(401);
    const expired = await one.ticketFor(token);
    await api.db
      .updateTable('realtime_tickets')
      .set({ expires_at: new Date(Date.now() - 1) })
      .execute();
    expect(await one.connect(['realtime.v1', expired])).toBe(401);
    const late = await one.ticketFor(token);
    await one.call('POST', '/auth/logout', { token });
    expect(await one.connect(['realtime.v1', late])).toBe(401);
    expect(refusalOf(await one.call('POST', '/realtime/ticket'))).toBe('401 UNAUTHORIZED');
  });

  it('opens nothing for a page of another site, but a socket for our own', async () => {
    const { token } = await newCustomer();
    for (const origin of ['https://evil.example', `http://127.0.0.1:${one.port + 1}`, 'null', 'file://'])
      expect(await one.connect(['realtime.v1', await one.ticketFor(token)], { origin })).toBe(403);
    const own = await one.connect(['realtime.v1', await one.ticketFor(token)], { origin: one.url });
    if (typeof own === 'number') throw new Error(String(own));
    own.socket.close();
    // A proxy may have replaced the Host header.
    const origin = new URL(api.publicUrl).origin;
    const known = await one.connect(['realtime.v1', await one.ticketFor(token)], { origin });
    if (typeof known === 'number') throw new Error(String(known));
    known.socket.close();
  });

  it('opens nothing at another path', async () => {
    const { token } = await newCustomer();
    const ticket = await one.ticketFor(token);
    expect(await one.connect(['realtime.v1', ticket], { path: '/v1/realtime' })).toBe(404);
  });
});

describe('a socket', () => {
  it('gets each pending request first, then every event once and in order, at every process', async () => {
    const { token, userId, accountId, record } = await newCustomer();
    const requestId = await createPendingRequest(api.db, accountId);
    const sockets = [await one.listen(token), await two.listen(token)];
    for (const { heard } of sockets) await untilHeard(heard, 1);
    await record('session.stopped', { n: 1 });
    await record('config.changed'); // not sent to sockets
    for (let n = 2; n <= 20; n += 1) await record('assistance.rejected', { n });
    for (const { heard, socket } of sockets) {
      await untilHeard(heard, 21);
      const [first, second, ...rest] = heard;
      expect(first).toEqual({
        type: 'assistance.requested',
        userId,
        accountId,
        data: {
          requestId,
          type: 'otp',
          descriptor: { length: 6, type: 'numeric', channel: 'sms' },
          attempts: 0,
          expires_at: expect.any(String) as unknown,
        },
        occurredAt: expect.any(String) as unknown,
      });
      expect(second).toMatchObject({ type: 'session.stopped', userId, accountId, data: { n: 1 } });
      expect(numbers(rest)).toEqual(Array.from({ length: 19 }, (_, index) => index + 2));
      socket.close();
    }
  });

  it('gets the type of a request that is not for a code, from its opening to its end', async () => {
    const { token, accountId } = await newCustomer();
    const login = await createLogin(api.db, accountId);
    const options = [{ id: 'sms', label: 'Text message', channel: 'sms' } as const];
    const opening = await one.listen(token);
    const { requestId } = await login.openRequest({ content: { type: 'choice', descriptor: { options } } });
    const change = { requestId, attempts: 0, previousOutcome: null, bankMessage: null };
    const late = await one.listen(token);
    await untilHeard(late.heard, 1);
    await login.report({ request: { ...change, end: { status: 'expired' } } });
    for (const { heard, socket } of [opening, late]) {
      await untilHeard(heard, 2);
      expect(heard).toMatchObject([
        { type: 'assistance.requested', data: { requestId, type: 'choice', descriptor: { options } } },
        { type: 'assistance.expired', data: { requestId, type: 'choice', attempts: 0 } },
      ]);
      socket.close();
    }
  });

  it('asks again for the same request after a refused code, with its new attempts', async () => {
    const { token, accountId } = await newCustomer();
    const login = await createLogin(api.db, accountId);
    const { heard, socket } = await one.listen(token);
    const { requestId } = await login.openRequest();
    await login.report({
      request: { requestId, attempts: 1, previousOutcome: 'rejected', bankMessage: null, end: null },
      submissions: [{ submissionId: randomUUID(), outcome: 'rejected' }],
    });
    await untilHeard(heard, 3);
    const [asked, refused, askedAgain] = heard;
    expect(refused).toMatchObject({ type: 'assistance.rejected', data: { requestId, attempts: 1 } });
    expect(askedAgain).toEqual({
      ...asked,
      id: expect.any(String) as unknown,
      occurredAt: expect.any(String) as unknown,
      data: { ...asked?.data, attempts: 1 },
    });
    socket.close();
  });

  it('continues after the last event of an earlier socket, at any process', async () => {
    const { token, accountId, record } = await newCustomer();
    const { cursor } = await one.ticketAnswer(token);
    await record('login.failed', { n: 1 });
    const first = await one.listen(token, cursor);
    await untilHeard(first.heard, 1);
    await record('login.failed', { n: 2 });
    await untilHeard(first.heard, 2);
    first.socket.close();
    await first.closed;
    await record('login.failed', { n: 3 });
    const requestId = await createPendingRequest(api.db, accountId);
    await record('login.failed', { n: 4 });
    const second = await two.listen(token, first.heard.at(-1)?.id);
    await untilHeard(second.heard, 4);
    const [waiting, third, asked, fourth] = second.heard;
    for (const event of [waiting, asked]) expect(event?.data['requestId']).toBe(requestId);
    for (const [event, n] of [[third, 3] as const, [fourth, 4] as const]) expect(event?.data['n']).toBe(n);
    second.socket.close();
    const malformed = await one.connect(['realtime.v1', await one.ticketFor(token)], {
      path: '/realtime?after=x',
    });
    expect(malformed).toBe(400);
  });

  it('is refused only to a user who has a hundred open, until one of them closes', async () => {
    const { token } = await newCustomer();
    const other = await newCustomer();
    const open = await Promise.all(Array.from({ length: 100 }, () => one.listen(token)));
    expect(await one.connect(['realtime.v1', await one.ticketFor(token)])).toBe(429);
    (await one.listen(other.token)).socket.close();
    open[0]?.socket.close();
    await until(async () => {
      const answer = await one.connect(['realtime.v1', await one.ticketFor(token)]);
      if (typeof answer === 'number') return false;
      answer.socket.close();
      return true;
    }, 'a free place');
    for (const { socket } of open) socket.close();
  });

  it('never gets the events of another user', async () => {
    const mine = await newCustomer();
    const theirs = await newCustomer();
    await createPendingRequest(api.db, theirs.accountId);
    const { heard, socket } = await one.listen(mine.token);
    await theirs.record('login.failed', { n: 1 });
    await mine.record('login.failed', { n: 2 });
    await untilHeard(heard, 1);
    await theirs.record('login.failed', { n: 3 });
    await mine.record('login.failed', { n: 4 });
    await untilHeard(heard, 2);
    expect(numbers(heard)).toEqual([2, 4]);
    socket.close();
  });

  it.each([false, true])(
    'closes within 5 s of the logout at another process; everywhere: %j',
    async (all) => {
      const { token, email } = await one.signUp();
      const { closed } = await one.listen(token);
      const other = await one.listen(await one.signIn(email));
      const before = Date.now();
      await two.call('POST', '/auth/logout', { token, json: { everywhere: all } });
      expect(await closed).toBe(1008);
      if (all) expect(await other.closed).toBe(1008);
      expect(Date.now() - before).toBeLessThan(5_000);
      expect(other.socket.readyState === other.socket.OPEN).toBe(!all);
      other.socket.close();
    },
  );

  it('closes within 5 s after its sign-in has expired', async () => {
    const { token, userId } = await newCustomer();
    const { closed } = await one.listen(token);
    await api.db
      .updateTable('sign_ins')
      .set({ expires_at: new Date() })
      .where('user_id', '=', userId)
      .execute();
    const before = Date.now();
    expect(await closed).toBe(1008);
    expect(Date.now() - before).toBeLessThan(5_000);
  });

  it('is closed when its client sends too much, and with 1001 when its process ends', async () => {
    const { token } = await newCustomer();
    const talker = await one.listen(token);
    talker.socket.send('x'.repeat(2_000));
    expect(await talker.closed).toBe(1009);
    const third = await serveWithSockets(api);
    const { closed } = await third.listen(token);
    const stream = await third.follow((await third.addKey(token)).key);
    await third.close();
    expect(await closed).toBe(1001);
    await until(() => stream.state.isOver, 'the end of the stream');
  });

  it('is dropped when its client does not read', async () => {
    const { token, userId, accountId, record } = await newCustomer();
    const slow = await one.listen(token);
    slow.socket.pause();
    // More than the buffers between two processes hold.
    await sql`insert into events (user_id, account_id, type, actor, details)
      select ${userId}, ${accountId}, 'login.failed', '{}', jsonb_build_object('n', n, 'text', repeat('x', 100000))
      from generate_series(1, 300) as n`.execute(api.db);
    await record('login.failed', { n: 301 });
    await pause(6_500); // longer than the time limit of a client
    slow.socket.resume();
    expect(await slow.closed).toBe(1006);
    expect(slow.heard.length).toBeLessThan(301);
  });

  it('loses no event when the LISTEN connection breaks, nor by a slow commit', async () => {
    const { token, record } = await newCustomer();
    const { heard, socket } = await one.listen(token);
    await record('login.failed', { n: 0 });
    await untilHeard(heard, 1);
    await api.db.transaction().execute(async (trx) => {
      await record('login.failed', { n: 1 }, trx); // the smaller id, and the later commit
      for (let n = 2; n <= 10; n += 1) {
        await record('login.failed', { n });
        if (n % 3 === 0)
          await sql`select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and query like 'listen%'`.execute(api.db);
      }
      await untilHeard(heard, 10);
    });
    await untilHeard(heard, 11);
    await pause(1_200); // longer than a feed takes to reconnect and to report the gap
    expect(numbers(heard)).toEqual([0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1]);
    socket.close();
  });
});

it('a request to upgrade to HTTP/2 is answered as a plain request', async () => {
  const body = JSON.stringify({ email: 'nobody@example.com', password: 'wrong password' });
  const request = [
    'POST /auth/login HTTP/1.1',
    `Host: 127.0.0.1:${one.port}`,
    'Connection: Upgrade, HTTP2-Settings',
    'Upgrade: h2c',
    'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA',
    'Content-Type: application/json',
    `Content-Length: ${body.length}`,
    '',
    body,
  ].join('\r\n');
  const answer = await new Promise<string>((resolve, reject) => {
    let text = '';
    const socket = connect(one.port, '127.0.0.1', () => socket.write(request));
    socket.on('error', reject);
    socket.on('data', (bytes) => {
      text += bytes.toString();
      if (!text.includes('UNAUTHORIZED')) return;
      socket.destroy();
      resolve(text);
    });
  });
  expect(answer).toMatch(/^HTTP\/1\.1 401 /);
});
