import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { closePipelinedResponses } from './close-pipelined-responses.js';

const request = 'GET / HTTP/1.1\r\nHost: test\r\n\r\n';

let server: ReturnType<typeof createServer>;
beforeEach(async () => {
  server = createServer();
  closePipelinedResponses(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => server.close());

const untilClosed = async (res: ServerResponse | undefined): Promise<void> => {
  if (res) await once(res, 'close');
};

/** Sends requests in one packet; resolves with the client and the server's responses. */
async function pipeline(count: number) {
  const responses: ServerResponse[] = [];
  const closes: number[] = [];
  const arrived = new Promise<void>((resolve) => {
    server.on('request', (_req, res) => {
      const index = responses.push(res) - 1;
      closes[index] = 0;
      res.on('close', () => (closes[index] = (closes[index] ?? 0) + 1));
      if (responses.length === count) resolve();
    });
  });
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write(request.repeat(count));
  await arrived;
  return { client, responses, closes };
}

it('every response is closed once when the connection breaks', { timeout: 10_000 }, async () => {
  const { client, responses, closes } = await pipeline(20);
  const closed = Promise.all(responses.map(untilClosed));
  client.destroy();
  await closed;
  expect(closes).toEqual(Array(20).fill(1));
});

it(
  'a response that was next in line when the connection broke is closed once',
  { timeout: 10_000 },
  async () => {
    const { client, responses, closes } = await pipeline(3);
    const [first, second, third] = responses;
    const sent = Promise.all([once(first ?? client, 'close'), once(client, 'data')]);
    first?.end('sent');
    await sent;
    const closed = Promise.all([second, third].map(untilClosed));
    client.destroy();
    await closed;
    expect(closes).toEqual([1, 1, 1]);
  },
);
