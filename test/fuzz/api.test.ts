import fc from 'fast-check';
import pLimit from 'p-limit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unlimited } from '../api/support/api-under-test.js';
import { type Reply, refusalOf } from '../api/support/caller.js';
import { expectDocumented } from '../api/support/documented.js';
import { seed } from '../support/seed.js';
import { readDocument } from './from-schema.js';
import { type Attempt, requestsTo } from './requests.js';
import { createSender, type Message } from './sender.js';
import { createWorld, type World } from './world.js';

/** Set by `FUZZ_REQUESTS`. */
const requestCount = Number(process.env['FUZZ_REQUESTS'] ?? 10_000);
/** For each operation, with a valid credential. */
const fewestValid = 30;

let world: World;
beforeAll(async () => {
  console.log(`SEED=${seed}`);
  world = await createWorld();
}, 120_000);
afterAll(() => world.close());

interface Answered {
  attempt: Attempt;
  message: Message;
  reply: Reply;
}

/** Requests to every operation of the API's OpenAPI document, in mixed order. */
async function attempts(count: number): Promise<Attempt[]> {
  const { body } = await world.api.call('GET', '/openapi.json');
  const { operations, schemas } = readDocument(body);
  const each = Math.ceil(count / operations.length);
  const byOperation = operations.map((operation) =>
    fc.sample(requestsTo(operation, { schemas, named: world.named(operation) }), { seed, numRuns: each }),
  );
  return Array.from({ length: each }, (_, index) =>
    byOperation.flatMap((all) => all.slice(index, index + 1)),
  ).flat();
}

async function sendAll(url: string, all: Attempt[]): Promise<Answered[]> {
  const sender = createSender(url);
  const limit = pLimit(12);
  try {
    return await Promise.all(
      all.map((attempt) =>
        limit(async () => {
          const message = await messageOf(attempt);
          return { attempt, message, reply: await sender.send(message) };
        }),
      ),
    );
  } finally {
    sender.close();
  }
}

async function messageOf(attempt: Attempt): Promise<Message> {
  const { method, path, headers, body } = attempt;
  const credential = await world.credentialHeaders(attempt);
  const length = body ? { 'Content-Length': String(body.bytes.length) } : {};
  return {
    method,
    path,
    headers: { ...credential, ...headers, ...body?.headers, ...length },
    body: body?.bytes,
  };
}

/** Throws if the document does not list such a response for the request. */
function judge({ attempt, reply }: Answered): void {
  const { operation, method, isOnPath } = attempt;
  expect(reply.status).toBeLessThan(500);
  expect(reply.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  const isHead = method === 'HEAD';
  if (isOnPath && method === operation.method) {
    expectDocumented(method, operation.path.replace(/\{[a-zA-Z]+\}/g, 'x'), reply);
  } else if (isOnPath && !(isHead && operation.methods.includes('GET'))) {
    expect(reply.status).toBe(405);
    expect(reply.headers.get('allow')).toContain(operation.method);
  }
  if (reply.status >= 400 && !isHead) expect(refusalOf(reply)).toMatch(/^\d{3} [A-Z_]{5,}$/);
  if (reply.status === 429) expect(Number(reply.headers.get('retry-after'))).toBeGreaterThan(0);
}

/** The errors in the responses, each once for each operation and status. */
function faultsIn(all: Answered[]): string[] {
  const faults = new Map<string, string>();
  for (const answered of all) {
    try {
      judge(answered);
    } catch (error) {
      const { attempt, message, reply } = answered;
      const { method, path } = attempt.operation;
      const sent = `${message.method} ${message.path} ${JSON.stringify(message.headers)} ${message.body?.toString('utf8', 0, 300) ?? ''}`;
      const said = error instanceof Error ? error.message : String(error);
      faults.set(
        `${method} ${path} ${reply.status}`,
        `${sent}\n  → ${reply.status} ${reply.text.slice(0, 300)}\n  ${said.slice(0, 800)}`,
      );
    }
  }
  return [...faults].map(([where, what]) => `${where}\n  ${what}`);
}

function counted(names: (string | number)[]): string {
  const counts = new Map<string | number, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name}: ${count}`)
    .join(', ');
}

describe('every operation of the OpenAPI document', { timeout: 300_000 }, () => {
  it('answers any request as the document says, and never with a 5xx', async () => {
    const startedAt = Date.now();
    const answers = await sendAll(world.api.url, await attempts(requestCount));
    console.log(
      `${answers.length} requests in ${Date.now() - startedAt} ms, SEED=${seed}\n${counted(answers.map(({ reply }) => reply.status))}`,
    );
    const faults = faultsIn(answers);
    expect(faults, `SEED=${seed}\n${faults.join('\n\n')}\n${world.errors.slice(0, 5).join('\n')}`).toEqual(
      [],
    );
    expect(answers.length).toBeGreaterThanOrEqual(requestCount);
    expectAllHit(answers);
  });

  it('also does so at its rate limits, and then sends Retry-After', async () => {
    const limited = await world.api.twin({
      limits: {
        ...unlimited,
        submitPerAccount: 3,
        submitPerKey: 20,
        startPerAccount: 2,
        failedAuthPerAddress: 5,
        signIn: 2,
      },
    });
    try {
      const answers = await sendAll(limited.url, await attempts(requestCount / 10));
      console.log(
        `with limits: ${answers.length} requests, ${counted(answers.map(({ reply }) => reply.status))}`,
      );
      const faults = faultsIn(answers);
      expect(faults, `SEED=${seed}\n${faults.join('\n\n')}`).toEqual([]);
      expect(answers.map(({ reply }) => reply.status)).toContain(429);
    } finally {
      await limited.close();
    }
  });
});

/** Amazon signs every request, with a key that is not ours: a generated one is never let in. */
const signedOnly = 'POST /v1/messages/sns';
/** A user may send 20 of these a minute: one that is refused for that was authenticated. */
const fewAMinute = ['POST /me/deliveries/redeliver', 'POST /me/notification-endpoints/{id}/test'];

/** Checks that enough requests to each operation were authenticated. */
function expectAllHit(answers: Answered[]): void {
  const hits = new Map<string, number>();
  for (const { attempt, reply } of answers) {
    const { method, path, credential } = attempt.operation;
    const name = `${method} ${path}`;
    const isLetIn =
      ![401, 415, 429].includes(reply.status) ||
      (name === signedOnly && reply.status === 401) ||
      (fewAMinute.includes(name) && reply.status === 429);
    const isReached = attempt.isOnPath && attempt.method === method && isLetIn;
    const isValid = credential === 'none' || (attempt.credential === 'valid' && isReached);
    hits.set(name, (hits.get(name) ?? 0) + (isValid ? 1 : 0));
  }
  const tooFew = [...hits].filter(([, count]) => count < Math.min(fewestValid, requestCount / 200));
  expect(tooFew).toEqual([]);
}
