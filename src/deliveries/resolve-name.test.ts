import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import packet from 'dns-packet';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createGuardedAgent } from './guarded-agent.js';
import { postWebhook } from './post-webhook.js';
import { createNameResolver } from './resolve-name.js';

/** Against a real name server on loopback that answers as the test says. */

/** The answer to a query for A or AAAA records: addresses, an error code (SERVFAIL 2, NXDOMAIN 3), or none at all. */
type Answer = (type: 'A' | 'AAAA') => string[] | { rcode: number } | 'silence';

let socket: Socket;
let answerTo: Answer = () => [];
let asked: string[] = [];
let resolveName: ReturnType<typeof createNameResolver>;
let listener: Server;
let connections = 0;

beforeAll(async () => {
  socket = createSocket('udp4');
  socket.on('message', (bytes, from) => {
    const query = packet.decode(bytes);
    const [question] = query.questions ?? [];
    if (!question || (question.type !== 'A' && question.type !== 'AAAA')) return;
    const { type, name } = question;
    asked.push(`${type} ${name}`);
    const answer = answerTo(type);
    if (answer === 'silence') return;
    const addresses = Array.isArray(answer) ? answer : [];
    const response = packet.encode({
      type: 'response',
      id: query.id ?? 0,
      flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | ('rcode' in answer ? answer.rcode : 0),
      questions: [question],
      answers: addresses.map((data) => ({ type, name, ttl: 0, data })),
    });
    socket.send(response, from.port, from.address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const resolver = new Resolver({ timeout: 2_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${socket.address().port}`]);
  resolveName = createNameResolver(resolver);
  listener = createServer((_req, res) => res.end('ok'));
  listener.on('connection', () => (connections += 1));
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
});
afterAll(() => {
  socket.close();
  listener.close();
});
afterEach(() => {
  asked = [];
});

test('a name resolves to its addresses of both families', async () => {
  answerTo = (type) => (type === 'A' ? ['192.0.2.1', '192.0.2.2'] : ['2001:db8::1']);
  const found = await resolveName('both.example');
  expect(found.map(({ address, family }) => `${address} ${family}`).toSorted()).toEqual([
    '192.0.2.1 4',
    '192.0.2.2 4',
    '2001:db8::1 6',
  ]);
});

test.each<[string, 'A' | 'AAAA', ReturnType<Answer>]>([
  ['is never answered', 'AAAA', 'silence'],
  ['is never answered', 'A', 'silence'],
  ['ends in a failure', 'AAAA', { rcode: 2 }],
  ['is answered with nothing', 'A', []],
])('one family is enough when the other %s (%s)', async (_name, quiet, answer) => {
  const address = quiet === 'AAAA' ? '192.0.2.1' : '2001:db8::1';
  answerTo = (type) => (type === quiet ? answer : [address]);
  const askedAt = performance.now();
  expect(await resolveName('half.example')).toEqual([{ address, family: quiet === 'AAAA' ? 4 : 6 }]);
  // The name server is given 2 s.
  expect(performance.now() - askedAt).toBeLessThan(1_500);
});

test('a name that the name server does not know is looked up in the hosts file', async () => {
  answerTo = () => ({ rcode: 3 });
  await expect(resolveName('nowhere.invalid')).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
  expect(asked.toSorted()).toEqual(['A nowhere.invalid', 'AAAA nowhere.invalid']);
});

test.each<[string, ReturnType<Answer>]>([
  ['fails', { rcode: 2 }],
  ['is silent', 'silence'],
])('the hosts file is not used when the name server %s', async (_name, answer) => {
  answerTo = () => answer;
  await expect(resolveName('lost.example')).rejects.toThrow('the name servers did not answer');
});

test('localhost is loopback, without a query', async () => {
  expect(await resolveName('a.localhost')).toEqual([
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]);
  expect(asked).toEqual([]);
});

test('a name that resolves to a public address first and to loopback afterwards reaches no listener', async () => {
  // The first one is the retired 6to4 relay address: nothing answers there, and it is not forbidden.
  const answers = [['192.88.98.1'], ['127.0.0.1'], ['127.0.0.1']];
  answerTo = (type) => (type === 'A' ? (answers.shift() ?? ['127.0.0.1']) : []);
  const agent = createGuardedAgent({ allowPrivate: false, connectTimeoutMs: 300, resolveName });
  const { port } = listener.address() as AddressInfo;
  const post = () =>
    postWebhook({
      agent,
      url: `http://rebind.example:${port}/`,
      headers: {},
      body: '{}',
      timeoutMs: 2_000,
      stop: new AbortController().signal,
      secrets: [],
    });
  expect(await post()).not.toMatchObject({ error: 'forbidden_address' });
  expect(asked.toSorted()).toEqual(['A rebind.example', 'AAAA rebind.example']);
  expect(await post()).toEqual({ status: null, error: 'forbidden_address' });
  expect(connections).toBe(0);
  await agent.destroy();
});
