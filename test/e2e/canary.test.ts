import { randomBytes } from 'node:crypto';
import { format } from 'node:util';
import pino from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { installTemporalRuntime } from '../../src/worker/temporal-runtime.js';
import { type ApiWithLogins, startApiWithLogins } from '../api/support/api-with-logins.js';
import { type DemoBank, openDemoBank } from '../support/demo-bank.js';
import { readableExecution, readableHistory } from '../support/histories.js';
import { findSecret, showsPicture, wholeDatabase } from '../support/secret-search.js';
import { startTestProxy, type TestProxy } from '../support/test-proxy.js';
import { startCollectedTracing } from '../support/trace-collector.js';
import { until } from '../support/until.js';

/** Secrets that pass through the whole system once, and must not appear where people can look. */

let bank: DemoBank;
let api: ApiWithLogins;
let proxy: TestProxy;
let traces: Awaited<ReturnType<typeof startCollectedTracing>>;
/** What the parts log, Temporal's SDK among them, and what they print. */
const logLines: string[] = [];
/** Of all tests of this file. */
const passedThrough: string[] = [];

beforeAll(async () => {
  bank = await openDemoBank();
  proxy = await startTestProxy();
  traces = await startCollectedTracing();
  const log = pino({ level: 'trace' }, { write: (line: string) => void logLines.push(line) });
  installTemporalRuntime({ log });
  for (const print of ['log', 'info', 'warn', 'error', 'debug'] as const)
    vi.spyOn(console, print).mockImplementation((...shown) => void logLines.push(format(...shown)));
  const secrets = ['branch', 'memorable'].map((name) => ({
    name,
    label: name,
    pattern: null,
    private: true,
  }));
  api = await startApiWithLogins(
    [...bank.banks.values()].map((driver) => ({ ...driver, secrets })),
    { log },
    traces.tracing,
  );
});
afterAll(async () => {
  await api.close();
  await bank.close();
  await proxy.close();
  traces.close();
});

const statusSchema = z.object({ session: z.object({ workflow_id: z.string() }).nullable() });
type Customer = Awaited<ReturnType<ApiWithLogins['newCustomer']>>;

const newCanary = () => `canary-${randomBytes(8).toString('hex')}`;

const workflowOf = async (customer: Customer): Promise<string> =>
  statusSchema.parse(await customer.status()).session?.workflow_id ?? '';

/** Where people can look. */
const placesOf = async (workflowId: string, answers: string[]) => ({
  database: await wholeDatabase(api.stack.db),
  history: await readableHistory(api.stack.client.workflow.getHandle(workflowId)),
  "Temporal's UI": await readableExecution(api.stack.client.workflow.getHandle(workflowId)),
  metrics: (await api.call('GET', '/metrics')).text + (await api.stack.metrics.text()),
  logs: logLines.join(''),
  answers: answers.join('\n'),
});

describe('a code, a user name, further secrets, an answer, a key, a token and a relayed message', () => {
  it.each(['otp-reject-once', 'otp-boxes', 'otp-spa'])(
    '%s: are in clear text in no row, history, metric, log line or response, and not in Temporal’s UI',
    async (name) => {
      const username = `${name}+canary${randomBytes(4).toString('hex')}`;
      const [branch, memorable, answer, proxyPassword] = [newCanary(), newCanary(), newCanary(), newCanary()];
      const notificationToken = newCanary();
      const [mailboxPassword, signingSecret, encryptionKey] = [newCanary(), newCanary(), newCanary()];
      const customer = await api.newCustomer('demo', {
        bank_secrets: { branch, memorable },
        bank_answers: [{ question: 'Pet?', answer }],
        proxy_url: proxy.url(`ana:${proxyPassword}`),
        // Nothing listens there.
        mailbox_url: `imap://ana:${mailboxPassword}@127.0.0.1:1`,
        bank_username: username,
        bank_password: 'demo',
        session_type: 'persistent',
        notification_auth_type: 'bearer',
        notification_auth_token: notificationToken,
      });
      await customer.untilAsked();
      const workflowId = await workflowOf(customer);
      const code = await bank.code(username);
      const relay = await api.answer(z.object({ key: z.string() }), 'POST', '/me/api-keys', {
        token: customer.token,
        json: {
          name: 'relay',
          scopes: ['otp:write'],
          signing_secret: signingSecret,
          relay_settings: { encryption_key: encryptionKey },
        },
      });
      // Wrong codes first, one of them from a relay, and codes that are refused before the bank sees them.
      const [relayed = '', wrong = ''] = ['3', '5', '7', '9']
        .filter((digit) => !code.startsWith(digit))
        .map((digit) => `${digit}${code.slice(1)}`);
      const greeting = newCanary();
      const sender = '+44770090012345';
      const forwarded = await api.call('POST', '/v1/messages', {
        key: relay.key,
        json: { message: `Your code to sign in is ${relayed}. ${greeting}`, from: sender },
      });
      const { submission_id: submissionId } = z.object({ submission_id: z.string() }).parse(forwarded.body);
      expect(await customer.outcomeOf(submissionId)).toBe('rejected');
      const answers = [
        forwarded,
        await customer.submit({ code: wrong }, { Prefer: 'wait=30' }),
        await customer.submit({ code: `${code}99` }),
        await customer.submit({ message: `Codes ${code} and ${wrong} and ${code}1` }),
        await customer.submit({ code }, { Prefer: 'wait=30', 'Idempotency-Key': 'canary' }),
      ];
      expect(answers.map(({ status }) => status)).toEqual([202, 422, 400, 400, 200]);
      await until(
        async () =>
          (await api.call('GET', `/v1${customer.path}/session`, { key: customer.key })).status === 200,
        'the session',
      );

      const kept = { branch, memorable, answer, proxyPassword, notificationToken, mailboxPassword };
      const ofRelay = { relayed, greeting, sender: sender.slice(1), signingSecret, encryptionKey };
      const keys = { key: customer.key, relayKey: relay.key, token: customer.token };
      const secrets = { code, wrong, username, ...kept, ...ofRelay, ...keys };
      passedThrough.push(...Object.values(secrets));
      const config = await api.call('GET', `${customer.path}/config`, { token: customer.token });
      // Only the user name is shown to its owner.
      const { bank_username: shown, ...hidden } = z
        .looseObject({ bank_username: z.string() })
        .parse(config.body);
      expect(shown).toBe(username);

      const places = await placesOf(workflowId, [JSON.stringify(hidden), ...answers.map(({ text }) => text)]);
      for (const [place, text] of Object.entries(places)) {
        expect(text.length, `${place} was looked at`).toBeGreaterThan(100);
        for (const [what, secret] of Object.entries(secrets))
          expect(findSecret(text, secret), `${what} in ${place}`).toEqual([]);
      }
      await api.call('POST', `${customer.path}/kill`, { token: customer.token });
    },
  );
});

it('an answer to a question is in clear text in no row, history, metric, log line or response', async () => {
  const username = `question+canary${randomBytes(4).toString('hex')}`;
  const secrets = { branch: newCanary(), memorable: newCanary() };
  const customer = await api.newCustomer('demo', {
    bank_secrets: secrets,
    bank_username: username,
    bank_password: 'demo',
  });
  await customer.untilAsked();
  const workflowId = await workflowOf(customer);
  const text = newCanary();
  passedThrough.push(text);
  const submit = (headers: Record<string, string>) =>
    api.call('POST', `/v1${customer.path}/answer`, { key: customer.key, json: { text }, headers });
  const answers = [
    await submit({ Prefer: 'wait=30', 'Idempotency-Key': 'canary' }),
    await submit({ Prefer: 'wait=30' }),
    await api.call('GET', `${customer.path}/events`, { token: customer.token }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([422, 422, 200]);
  const places = await placesOf(
    workflowId,
    answers.map((answer) => answer.text),
  );
  for (const [place, shown] of Object.entries(places))
    expect(findSecret(shown, text), `the answer in the ${place}`).toEqual([]);
  await api.call('POST', `${customer.path}/kill`, { token: customer.token });
});

it('the picture of a code page is in no row, history or log line', async () => {
  const username = `photo-tan+canary${randomBytes(4).toString('hex')}`;
  const secrets = { branch: newCanary(), memorable: newCanary() };
  const customer = await api.newCustomer('demo', {
    bank_secrets: secrets,
    bank_username: username,
    bank_password: 'demo',
  });
  const { id } = await customer.untilAsked();
  const workflowId = await workflowOf(customer);
  const response = await fetch(`${api.url}/v1${customer.path}/assistance-requests/${id}/picture`, {
    headers: { authorization: `Api-Key ${customer.key}` },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/png']);
  const picture = Buffer.from(await response.arrayBuffer());
  expect(picture.subarray(1, 4).toString()).toBe('PNG');
  const places = await placesOf(workflowId, []);
  for (const [place, shown] of Object.entries(places))
    expect(showsPicture(shown, picture), `the picture in the ${place}`).toBe(false);
  await api.call('POST', `${customer.path}/kill`, { token: customer.token });
});

it('the traces of all that hold none of these secrets', async () => {
  await api.stack.stopWorker();
  await traces.tracing.stop();
  const exported = traces.bodies.join('\n');
  expect(exported).toContain('RunActivity:submitCode');
  expect(passedThrough.length).toBeGreaterThan(50);
  for (const secret of passedThrough) expect(findSecret(exported, secret)).toEqual([]);
});
