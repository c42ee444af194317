import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { until } from '../../../test/support/until.js';
import { sendEvents } from './send-events.js';

const stuckAfterMs = 2_000;
const block = `data: ${'x'.repeat(60_000)}\n\n`;

/** What each stream has taken from its source, and whether it is over. */
const streams = new Map<string, { taken: number; isOver: boolean }>();
const app = express().get('/:name', async ({ params: { name } }, res) => {
  const stream = { taken: 0, isOver: false };
  streams.set(name, stream);
  await sendEvents(res, endless(stream), stuckAfterMs);
  stream.isOver = true;
});
async function* endless(stream: { taken: number }): AsyncGenerator<string> {
  for (;;) {
    stream.taken += 1;
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

it('hangs up on a reader that takes nothing, having read little for it; the others go on', async () => {
  const quick = await read('quick');
  quick.resume();
  const stuck = await read('stuck'); // and never read from
  await until(() => streams.get('stuck')?.isOver, 'the end of the stuck stream');
  // What fits between two processes: the buffers of the sockets, and those of the streams.
  expect(streams.get('stuck')?.taken).toBeLessThan(200);

  const before = streams.get('quick')?.taken ?? 0;
  await until(() => (streams.get('quick')?.taken ?? 0) > before + 10, 'more for the quick one');
  expect(streams.get('quick')?.isOver).toBe(false);
  quick.destroy();
  stuck.destroy();
  await until(() => streams.get('quick')?.isOver, 'the end of one that hung up itself');
});
