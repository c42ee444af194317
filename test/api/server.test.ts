import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { WebSocket } from 'ws';
import { createTestDatabase } from '../support/services.js';
import { createCaller } from './support/caller.js';

/** The API's own process, as `npm start` and `npm run server` start it. */

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let banks: string;
beforeAll(async () => {
  database = await createTestDatabase({ isMigrated: true });
  banks = await mkdtemp(join(tmpdir(), 'assisted-login-banks-'));
});
afterAll(async () => {
  await database.drop();
  await rm(banks, { recursive: true });
});

async function startServer(temporalAddress = inject('temporalAddress')) {
  const server = fork('built/server.js', {
    env: {
      PATH: process.env['PATH'] ?? '',
      DATABASE_URL: database.databaseUrl,
      TEMPORAL_ADDRESS: temporalAddress,
      SECRET_KEYS: `test:${randomBytes(32).toString('base64')}`,
      JWT_SECRET: randomBytes(32).toString('hex'),
      BANKS_DIR: banks,
      PORT: '0',
      LOG_LEVEL: 'error',
      KEEP_ALIVE_SECONDS: '1',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(server, 'exit').then(([code]) => code as number | null);
  const [message] = (await once(server, 'message')) as [{ ready: boolean; port: number }];
  expect(message.ready).toBe(true);
  return { server, exited, port: message.port, ...createCaller(`http://127.0.0.1:${message.port}`) };
}

it('starts without Temporal, and reports its port', async () => {
  const { server, exited, call } = await startServer('127.0.0.1:1');
  expect((await call('GET', '/health')).status).toBe(200);
  server.kill('SIGTERM');
  expect(await exited).toBe(0);
});

describe('an unusual request', () => {
  let started: Awaited<ReturnType<typeof startServer>>;
  beforeAll(async () => {
    started = await startServer();
  });
  afterAll(async () => {
    started.server.kill('SIGTERM');
    await started.exited;
  });

  /** Sends these lines and returns all that the server sends until it closes the connection. */
  async function say(...lines: string[]): Promise<string> {
    const socket = connect(started.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    socket.write([...lines, '', ''].join('\r\n'));
    await once(socket, 'close');
    return heard;
  }
  const host = ['Host: codes.example', 'Connection: close'];

  it('may have a whole URL instead of a path', async () => {
    expect(await say('GET http://codes.example/health HTTP/1.1', ...host)).toMatch(/^HTTP\/1.1 200 /);
    expect(await say('GET http://xn--a-/health?x=1 HTTP/1.1', ...host)).toMatch(/^HTTP\/1.1 200 /);
    expect(await say('GET http://codes.example HTTP/1.1', ...host)).toMatch(/^HTTP\/1.1 302 /);
  });

  it.each([
    ['no HTTP at all', ['HELLO']],
    ['a request that names no host', ['GET /health HTTP/1.1', 'Connection: close']],
    ['a request that names two hosts', ['GET /health HTTP/1.1', 'Host: other.example', ...host]],
    [
      'a body of two lengths',
      ['POST /auth/login HTTP/1.1', ...host, 'Content-Length: 5', 'Transfer-Encoding: chunked'],
    ],
    ['headers without an end', ['GET /health HTTP/1.1', ...host, `X: ${'x'.repeat(20_000)}`]],
  ])('is refused with an error of the API: %s', async (_what, lines) => {
    const answer = await say(...lines);
    expect(answer).toMatch(/^HTTP\/1.1 400 /);
    expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}/i);
    expect(answer).toContain('"code":"VALIDATION_ERROR"');
  });

  it('keeps its connection for KEEP_ALIVE_SECONDS', async () => {
    const answer = await say('GET /health HTTP/1.1', 'Host: codes.example');
    expect(answer).toMatch(/^HTTP\/1.1 200 [^]*\r\nKeep-Alive: timeout=1\r\n/);
  });

  it('is answered although it has an unknown Expect header', async () => {
    expect(await say('GET /health HTTP/1.1', ...host, 'Expect: the-unexpected')).toMatch(/^HTTP\/1.1 200 /);
  });
});

it('answers waiting requests, accepts no new ones and ends on SIGTERM', async () => {
  const { server, exited, call, signUp, addKey } = await startServer();
  const { token } = await signUp();
  const { key } = await addKey(token);
  const { cursor } = (await call('GET', '/v1/assistance', { key })).body as { cursor: string };
  const waiting = call('GET', `/v1/assistance?since=${cursor}&wait=60`, { key });
  await call('GET', '/health'); // the waiting request arrived before this one
  server.kill('SIGTERM');
  expect((await waiting).body).toMatchObject({ pending: [] });
  expect(await exited).toBe(0);
});

it('closes open sockets with 1001 on SIGTERM', async () => {
  const { server, exited, port, call, signUp } = await startServer();
  const { token } = await signUp();
  const { ticket } = (await call('POST', '/realtime/ticket', { token })).body as { ticket: string };
  const socket = new WebSocket(`ws://127.0.0.1:${port}/realtime`, ['realtime.v1', ticket]);
  const closed = once(socket, 'close').then(([code]) => code as number);
  await once(socket, 'open');
  server.kill('SIGTERM');
  expect(await closed).toBe(1001);
  expect(await exited).toBe(0);
});

it('ends when its supervisor has ended', async () => {
  const { server, exited } = await startServer();
  server.disconnect();
  expect(await exited).toBe(0);
});
