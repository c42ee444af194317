import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';
import { connect } from '../api/support/api-with-sockets.js';
import { createCaller } from '../api/support/caller.js';
import { createRandom } from '../storm/random.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { createTestFolder } from '../support/services.js';
import { until } from '../support/until.js';
import { type Installation, install } from './installation.js';
import { family, isAlive, send } from './processes.js';
import { demo } from './banks-under-fault.js';
import { openWatchedBank, type WatchedBank } from './watched-bank.js';

/** Losses are reported in time: a lost host within half a minute, everything else within a minute. */
const hostLossMs = 30_000;
const closedWithinMs = 60_000;

const statusSchema = z.object({
  pending_assistance: z.object({ id: z.uuid() }).nullable(),
  last_session: z.object({ outcome: z.string() }).nullable(),
});
const eventsSchema = z.object({ items: z.array(z.object({ type: z.string() })) });
const ticketSchema = z.object({ ticket: z.string() });
const webhookSchema = z.object({ type: z.string(), data: z.looseObject({}) });

let bank: WatchedBank;
let installation: Installation;
let receiver: Receiver;
let remove: () => Promise<void>;

beforeAll(async () => {
  const { folder, remove: removeFolder } = await createTestFolder();
  remove = removeFolder;
  receiver = await startReceiver();
  bank = await openWatchedBank(createRandom(1));
  installation = await install({
    folder,
    bankUrl: bank.url,
    chromiumPath: inject('chromiumPath'),
    temporalPath: inject('temporalPath'),
  });
});
afterAll(async () => {
  await installation.stop();
  await bank.close();
  receiver.close();
  await remove();
});

it('the loss of a held browser’s host is reported within 30 s, by webhook and socket, and no new login starts', async () => {
  const customer = await signUp();
  const login = await customer.addLogin('demo-held', {
    notification_endpoint_url: receiver.url,
    notification_events: ['assistance_cancelled', 'login_failed'],
  });
  const heard = await customer.listen();
  await login.start();
  const request = await login.pending();

  const { pids } = await installation.ready();
  const killedAt = Date.now();
  send(pids.worker, 'SIGKILL');
  const received = await until(
    () => {
      const webhooks = receiver.received.map(({ body }) => parsed(body));
      return new Set(webhooks.map(({ type }) => type)).size === 2 && webhooks;
    },
    'both webhooks',
    hostLossMs,
  );
  expect(Date.now() - killedAt).toBeLessThan(hostLossMs);
  console.log(`the loss of a host was reported after ${seconds(killedAt)} s`);

  expect(received).toContainEqual({
    type: 'assistance_cancelled',
    data: expect.objectContaining({ requestId: request.id, reason: 'session_lost' }) as unknown,
  });
  expect(received.map(({ type }) => type)).toContain('login_failed');
  await until(() => heard.some(({ type }) => type === 'login.failed'), 'the end at the socket', 1_000);
  expect(heard).toContainEqual(
    expect.objectContaining({
      type: 'assistance.cancelled',
      data: expect.objectContaining({ requestId: request.id, reason: 'session_lost' }) as unknown,
    }),
  );
  expect(await login.status()).toMatchObject({
    pending_assistance: null,
    last_session: { outcome: 'session_lost' },
  });

  // The worker that replaced it is running, and does not touch the bank.
  await until(async () => (await installation.ready()).pids.worker !== pids.worker, 'the next worker');
  await until(customer.seesReady, 'the service to be ready');
  expect(await login.atBank()).toEqual(['login_submitted', 'code_sent']);
});

it('a login that was terminated in Temporal’s UI is closed within a minute, with a reason', async () => {
  const customer = await signUp();
  const login = await customer.addLogin('demo');
  await login.start();
  await login.pending();
  const { temporal_address: address } = await installation.ready();
  const connection = await Connection.connect({ address });
  const { workflow } = new Client({ connection });
  const terminatedAt = Date.now();
  await workflow.getHandle(loginWorkflowId(login.accountId)).terminate('by hand');
  await connection.close();
  await until(async () => (await login.status()).pending_assistance === null, 'its end', closedWithinMs);
  console.log(`a terminated login was closed after ${seconds(terminatedAt)} s`);
  expect((await login.status()).last_session).toMatchObject({ outcome: 'session_lost' });
  expect((await login.events()).map(({ type }) => type)).toContain('login.reconciled');
});

it(
  'a restored Temporal database from before the login reached its bank starts no second login',
  { timeout: 360_000 },
  async () => {
    const customer = await signUp();
    const login = await customer.addLogin('demo');
    const { pids } = await installation.ready();
    const { temporal } = pids;
    if (temporal === null) throw new Error('this installation has a Temporal of its own');
    const workers = await family(pids.worker);
    for (const pid of workers) send(pid, 'SIGSTOP');
    await login.start();
    send(temporal, 'SIGSTOP');
    const backup = await readTemporalFiles();
    for (const pid of [temporal, ...workers]) send(pid, 'SIGCONT');
    await login.pending();

    for (const pid of [pids.main, pids.worker, pids.api, temporal]) send(pid, 'SIGKILL');
    await until(async () => !(await isAlive(temporal)), 'the end of Temporal');
    await Promise.all(backup.map(({ path, bytes }) => writeFile(path, bytes)));
    await installation.revive();
    const revivedAt = Date.now();
    const again = await customer.atNewAddress(login);
    await until(async () => (await again.status()).last_session !== null, 'its end', closedWithinMs);
    console.log(`a login that Temporal had forgotten was closed after ${seconds(revivedAt)} s`);
    expect(await again.status()).toMatchObject({
      pending_assistance: null,
      last_session: { outcome: 'session_lost' },
    });
    expect(await login.atBank()).toEqual(['login_submitted', 'code_sent']);
  },
);

const parsed = (body: string) => webhookSchema.parse(JSON.parse(body));
const seconds = (since: number): string => ((Date.now() - since) / 1_000).toFixed(1);

/** Copies the database files of Temporal's development server. */
async function readTemporalFiles() {
  const names = (await readdir(installation.dataDir)).filter((name) => name.startsWith('temporal.db'));
  return Promise.all(
    names.map(async (name) => {
      const path = join(installation.dataDir, name);
      return { path, bytes: await readFile(path) };
    }),
  );
}

async function signUp() {
  const { api } = await installation.ready();
  const caller = createCaller(api);
  const { token } = await caller.signUp();
  const { key } = await caller.addKey(token);

  const loginOf = (at: Caller, accountId: string, username: string) => {
    const status = () => at.answer(statusSchema, 'GET', `/v1/accounts/${accountId}/status`, { key });
    return {
      accountId,
      username,
      status,
      start: () => at.answer(z.unknown(), 'POST', `/accounts/${accountId}/scrape`, { token }),
      pending: () => until(async () => (await status()).pending_assistance, 'a pending request'),
      events: async () =>
        (await at.answer(eventsSchema, 'GET', `/accounts/${accountId}/events`, { token })).items,
      /** The bank's ledger of the user. */
      atBank: async () => (await bank.ledger({ bank: demo, username })).map(({ type }) => type),
    };
  };

  return {
    async addLogin(bankCode: string, config: Record<string, unknown> = {}) {
      const username = `otp+${randomUUID().slice(0, 8)}`;
      const fields = { bank_username: username, bank_password: 'demo', ...config };
      return loginOf(caller, await caller.addAccount(token, fields, bankCode), username);
    },

    /** The same login, at an installation that was restarted. */
    async atNewAddress({ accountId, username }: { accountId: string; username: string }) {
      return loginOf(createCaller((await installation.ready()).api), accountId, username);
    },

    seesReady: async () => (await caller.call('GET', '/ready')).status === 200,

    /** The events that a socket of this user gets from now on. */
    async listen() {
      const { ticket } = await caller.answer(ticketSchema, 'POST', '/realtime/ticket', { token });
      const opened = await connect(api, ['realtime.v1', ticket]);
      if (typeof opened === 'number') throw new Error(`the handshake was answered ${opened}`);
      return opened.heard;
    },
  };
}

type Caller = ReturnType<typeof createCaller>;
