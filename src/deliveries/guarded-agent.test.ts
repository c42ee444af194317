import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createGuardedAgent } from './guarded-agent.js';
import { postWebhook } from './post-webhook.js';

let server: Server;
let port: number;
let connections = 0;
let requests: { path: string | undefined; host: string | undefined }[] = [];

beforeAll(async () => {
  server = createServer((req, res) => {
    requests.push({ path: req.url, host: req.headers.host });
    if (req.url === '/redirect') res.writeHead(302, { location: `http://127.0.0.1:${port}/secret` }).end();
    else if (req.url === '/echo') res.end(`you sent ${req.headers.authorization ?? ''}`);
    else if (req.url === '/endless') {
      const pour = () => {
        while (!res.destroyed && res.write('x'.repeat(65_536)));
        res.once('drain', pour);
      };
      pour();
    } else if (req.url === '/silent') return;
    else res.writeHead(200).end('ok');
  });
  server.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

interface Options {
  allowPrivate?: boolean;
  /** What the resolver answers, one list after the other. */
  answers?: string[][];
  timeoutMs?: number;
  token?: string;
}

async function post(
  url: string,
  { allowPrivate = false, answers = [], timeoutMs = 2_000, token = 's3cret-t0ken' }: Options = {},
) {
  const asked: string[] = [];
  const agent = createGuardedAgent({
    allowPrivate,
    connectTimeoutMs: 300,
    resolveName: (hostname) => {
      asked.push(hostname);
      const addresses = answers.length > 1 ? answers.shift() : answers[0];
      return addresses
        ? Promise.resolve(addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })))
        : Promise.reject(new Error('no such name'));
    },
  });
  const send = () =>
    postWebhook({
      agent,
      url,
      headers: { authorization: `Bearer ${token}` },
      body: '{}',
      timeoutMs,
      stop: new AbortController().signal,
      secrets: [token],
    });
  connections = 0;
  requests = [];
  return { first: await send(), again: send, asked, close: () => agent.destroy() };
}

test('proxies of the environment are ignored: they would connect to addresses that were not checked', async () => {
  const proxy = createServer((_, res) => res.end('from the proxy'));
  let connections = 0;
  proxy.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'http_proxy', 'https_proxy', 'all_proxy'];
  for (const name of names) vi.stubEnv(name, address);
  try {
    const { first, close } = await post(`http://127.0.0.1:${port}/`, { allowPrivate: true });
    expect(first).toMatchObject({ status: 200, answer: 'ok' });
    expect(connections).toBe(0);
    await close();
  } finally {
    vi.unstubAllEnvs();
    proxy.close();
  }
});

test('loopback addresses are refused in every notation', async () => {
  for (const host of [
    '127.0.0.1',
    '2130706433',
    '0x7f.1',
    '[::ffff:127.0.0.1]',
    'x@127.0.0.1',
    '0.0.0.0',
    '127.1.',
  ]) {
    const { first, close } = await post(`http://${host.replace('x@', '')}:${port}/`);
    expect([host, first]).toEqual([host, { status: null, error: 'forbidden_address' }]);
    await close();
  }
  expect(connections).toBe(0);
});

test('a name that resolves to loopback is refused', async () => {
  const { first, asked, close } = await post(`http://inside.example:${port}/`, { answers: [['127.0.0.1']] });
  expect(first).toEqual({ status: null, error: 'forbidden_address' });
  expect(asked).toEqual(['inside.example']);
  expect(connections).toBe(0);
  await close();
});

test('a name with one forbidden address among public ones is refused', async () => {
  const { first, close } = await post(`http://mixed.example:${port}/`, { answers: [['8.8.8.8', '::1']] });
  expect(first).toEqual({ status: null, error: 'forbidden_address' });
  expect(connections).toBe(0);
  await close();
});

test('a name that resolves to a public address first and to loopback later (DNS rebinding) never reaches loopback', async () => {
  const rebinding = await post(`http://rebind.example:${port}/`, {
    answers: [['192.88.98.1'], ['127.0.0.1']],
  });
  // A public address, so it was tried; nothing answers there.
  expect(rebinding.first).toMatchObject({ status: null });
  expect(rebinding.first).not.toEqual({ status: null, error: 'forbidden_address' });
  expect(await rebinding.again()).toEqual({ status: null, error: 'forbidden_address' });
  // One look-up for each connection: the addresses that are checked are those that are connected to.
  expect(rebinding.asked).toEqual(['rebind.example', 'rebind.example']);
  expect(connections).toBe(0);
  await rebinding.close();
});

test('the operator may allow loopback addresses, but not link-local ones', async () => {
  const local = await post(`http://inside.example:${port}/`, {
    allowPrivate: true,
    answers: [['127.0.0.1']],
  });
  expect(local.first).toMatchObject({ status: 200, answer: 'ok' });
  expect(requests).toEqual([{ path: '/', host: `inside.example:${port}` }]);
  await local.close();
  const metadata = await post('http://169.254.169.254/', { allowPrivate: true });
  expect(metadata.first).toEqual({ status: null, error: 'forbidden_address' });
  await metadata.close();
});

test('a name without addresses is reported as name_not_resolved', async () => {
  const { first, close } = await post('http://nowhere.example/');
  expect(first).toEqual({ status: null, error: 'name_not_resolved' });
  await close();
});

test('a redirect is recorded as the response, and not followed', async () => {
  const { first, close } = await post(`http://127.0.0.1:${port}/redirect`, { allowPrivate: true });
  expect(first).toMatchObject({ status: 302 });
  expect(requests).toHaveLength(1);
  await close();
});

test.each(['ftp://8.8.8.8/', 'file:///etc/passwd', 'gopher://8.8.8.8/', 'javascript:1', 'no url'])(
  'only http and https URLs are allowed: %s is refused',
  async (url) => {
    const { first, close } = await post(url);
    expect(first).toEqual({ status: null, error: 'malformed_url' });
    await close();
  },
);

test('a token that the endpoint repeats is masked in the recorded response', async () => {
  const { first, close } = await post(`http://127.0.0.1:${port}/echo`, { allowPrivate: true });
  expect(first).toMatchObject({ status: 200, answer: 'you sent Bearer •••' });
  await close();
});

test('only the beginning of an endless response is read', async () => {
  const { first, close } = await post(`http://127.0.0.1:${port}/endless`, { allowPrivate: true });
  expect(first).toMatchObject({ status: 200 });
  expect(first.status !== null && first.answer.length).toBe(300);
  await close();
});

test('an endpoint that does not respond times out', async () => {
  const { first, close } = await post(`http://127.0.0.1:${port}/silent`, {
    allowPrivate: true,
    timeoutMs: 200,
  });
  expect(first).toEqual({ status: null, error: 'timeout' });
  await close();
});

test('a refused connection is reported as such, and TLS to a plain HTTP port fails', async () => {
  const refused = await post('http://127.0.0.1:1/', { allowPrivate: true });
  expect(refused.first).toEqual({ status: null, error: 'connection_refused' });
  await refused.close();
  // Plain HTTP where TLS is expected.
  const noTls = await post(`https://127.0.0.1:${port}/`, { allowPrivate: true });
  expect(noTls.first).toMatchObject({ status: null });
  await noTls.close();
});
