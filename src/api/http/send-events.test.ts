import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../../test/support/until.js';
import { sendEvents } from './send-events.js';

const stallTimeoutMs = 2_000;
const block = `data: ${'x'.repeat(60_000)}\n\n`;

/** How many blocks each stream has read from its source, and whether it has ended. */
const streams = new Map<string, { read: number; hasEnded: boolean }>();
const app = express().get('/:name', async ({ params: { name } }, res) => {
  const stream = { read: 0, hasEnded: false };
  streams.set(name, stream);
  await sendEvents(res, endless(stream), stallTimeoutMs);
  stream.hasEnded = true;
});
async function* endless(stream: { read: number }): AsyncGenerator<string> {
  for (;;) {
    stream.read += 1;
    yield block;
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

let port: number;
let server: ReturnType<typeof app.listen>;
beforeAll(async () => {
  server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ({ port } = z.object({ port: z.number() }).parse(server.address()));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function read(name: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`GET /${name} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await once(socket, 'readable');
  return socket;
}

it('disconnects a client that stops reading, having buffered little for it, and keeps the others', async () => {
  const quick = await read('quick');
  quick.resume();
  const stuck = await read('stuck'); // never read from
  await until(() => streams.get('stuck')?.hasEnded, 'the end of the stuck stream');
  // As much as the buffers of sockets and streams hold.
  expect(streams.get('stuck')?.read).toBeLessThan(200);

  const before = streams.get('quick')?.read ?? 0;
  await until(() => (streams.get('quick')?.read ?? 0) > before + 10, 'more events for the quick client');
  expect(streams.get('quick')?.hasEnded).toBe(false);
  quick.destroy();
  stuck.destroy();
  await until(() => streams.get('quick')?.hasEnded, 'the end of the stream that its client closed');
});
