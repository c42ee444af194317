import { once } from 'node:events';
import { createServer } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { request } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { readExcerpt } from './read-excerpt.js';

const text = 'The relay is out of order: token-4711 is unknown.';
const bomb = gzipSync(Buffer.alloc(50_000_000, 'x'));

/** What an endpoint sends as its body, and under which Content-Encoding. */
const answers: Record<string, { encoding?: string; body: Buffer }> = {
  '/plain': { body: Buffer.from(text) },
  '/gzip': { encoding: 'gzip', body: gzipSync(text) },
  '/GZIP': { encoding: 'GZip', body: gzipSync(text) },
  '/deflate': { encoding: 'deflate', body: deflateSync(text) },
  '/br': { encoding: 'br', body: brotliCompressSync(text) },
  '/broken': { encoding: 'gzip', body: Buffer.from(text) },
  '/cut': { encoding: 'gzip', body: gzipSync(text.repeat(500)).subarray(0, 60) },
  '/bomb': { encoding: 'gzip', body: bomb },
};
const server = createServer(({ url = '' }, response) => {
  const { encoding, body } = answers[url] ?? { body: Buffer.alloc(0) };
  response.writeHead(500, encoding === undefined ? {} : { 'content-encoding': encoding }).end(body);
});
let origin: string;
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
});
afterAll(() => server.close());

const excerptOf = async (path: string) => readExcerpt(await request(origin + path), ['token-4711']);

it.each(['/plain', '/gzip', '/GZIP', '/deflate', '/br'])(
  '%s: the answer is text without secrets',
  async (path) => {
    expect(await excerptOf(path)).toBe('The relay is out of order: ••• is unknown.');
  },
);

it('a broken compressed answer leaves nothing, and one that breaks off what there was', async () => {
  expect(await excerptOf('/broken')).toBe('');
  expect(text.repeat(500)).toContain((await excerptOf('/cut')).slice(0, 20));
});

it('a small answer that expands to a large one is read up to the limit', async () => {
  expect(bomb.length).toBeLessThan(60_000);
  const excerpt = await excerptOf('/bomb');
  expect(excerpt.length).toBeGreaterThan(100);
  expect(excerpt.length).toBeLessThanOrEqual(2_048);
});
