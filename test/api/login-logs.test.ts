import { createServer, type Socket, connect } from 'node:net';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { createLog } from '../../src/process/create-log.js';
import { installTemporalRuntime } from '../../src/worker/temporal-runtime.js';
import { scriptedBank, sixDigits } from '../support/scripted-bank.js';
import { until } from '../support/until.js';
import { type ApiWithLogins, startApiWithLogins } from './support/api-with-logins.js';

const written: string[] = [];
const log = createLog({ level: 'info', worker: 'worker-1' }, { write: (line) => void written.push(line) });
const lineSchema = z.looseObject({ level: z.string(), msg: z.string() });
const lines = () => written.map((line) => lineSchema.parse(JSON.parse(line)));

const codes = ['111111', '222222'];
const bank = scriptedBank({
  code: 'asking',
  onOpen: sixDigits,
  onCode: (code) => (code === codes[1] ? { is: 'logged_in' } : { is: 'code_rejected', bankMessage: null }),
  maxAttempts: 3,
});

let api: ApiWithLogins;
beforeAll(async () => {
  installTemporalRuntime({ log });
  api = await startApiWithLogins([bank.driver], { log });
});
afterAll(() => api.close());

it('a login can be followed from its start over each code to its end', async () => {
  const customer = await api.newCustomer('asking');
  const { id: requestId } = await customer.untilAsked();
  const replies = [];
  for (const code of codes) replies.push(await customer.submit({ code }, { Prefer: 'wait=20' }));
  await customer.ended();
  const ofLogin = await until(() => {
    const found = lines().filter(
      ({ accountId, loginId, msg }) => accountId === customer.accountId && loginId !== undefined && msg,
    );
    return found.some(({ msg }) => msg === 'login ended') && found;
  }, 'the line of the end');

  const turns = ofLogin.filter(({ sdkComponent }) => sdkComponent === 'workflow');
  expect(turns.map(({ level, msg, outcome, status }) => [level, msg, outcome ?? status])).toEqual([
    ['info', 'login started', undefined],
    ['info', 'assistance request opened', undefined],
    ['info', 'submission settled', 'rejected'],
    ['info', 'assistance request ended', 'fulfilled'],
    ['info', 'submission settled', 'accepted'],
    ['info', 'login ended', 'logged_in'],
  ]);
  const ofRun = z.object({
    loginId: z.uuid(),
    runId: z.uuid(),
    workflowId: z.literal(`login/${customer.accountId}`),
    bank: z.literal('asking'),
    worker: z.literal('worker-1'),
  });
  expect(new Set(turns.map((turn) => ofRun.parse(turn).runId)).size).toBe(1);
  expect(turns[1]).toMatchObject({ requestId });

  // From the POST to the code at the bank.
  const typed = ofLogin.filter(({ step }) => step === 'code');
  expect(typed.map(({ answer }) => answer)).toEqual(['code_rejected', 'logged_in']);
  expect(typed.map(({ httpRequestId }) => httpRequestId)).toEqual(
    replies.map(({ headers }) => headers.get('x-request-id')),
  );
  const sent = lines().filter(({ msg }) => msg === 'submission sent to its login');
  expect(sent.map(({ httpRequestId, submissionId }) => [httpRequestId, submissionId])).toEqual(
    typed.map(({ httpRequestId, submissionId }) => [httpRequestId, submissionId]),
  );
  for (const secret of [...codes, customer.key, 'hunter2']) expect(written.join('')).not.toContain(secret);
});

it("lines of Temporal's native part are JSON in the same log", async () => {
  const relay = await startRelay(inject('temporalAddress'));
  const connection = await NativeConnection.connect({ address: relay.address });
  const worker = await Worker.create({
    connection,
    taskQueue: 'nothing-here',
    activities: { nothing: () => Promise.resolve() },
    shutdownForceTime: '1s',
  });
  const isFromCore = ({ sdkComponent }: Record<string, unknown>) => sdkComponent === 'core';
  await worker.runUntil(async () => {
    await relay.cut();
    await until(() => lines().some(isFromCore), 'a line of the native part');
    await relay.mend();
  });
  await connection.close();
  await relay.cut();
  const [line] = lines().filter(isFromCore);
  expect(line).toMatchObject({ level: 'warn', worker: 'worker-1' });
});

/** Passes TCP connections on to `target` until it is cut. */
async function startRelay(target: string) {
  const { hostname, port } = new URL(`tcp://${target}`);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    const onward = connect(Number(port), hostname);
    for (const end of [socket, onward]) {
      sockets.add(end);
      end.on('error', () => end.destroy()).on('close', () => sockets.delete(end));
    }
    socket.pipe(onward).pipe(socket);
  });
  const listen = (at: number) =>
    new Promise<void>((resolve) => server.listen(at, '127.0.0.1', () => resolve()));
  await listen(0);
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('the relay listens on no port');
  return {
    address: `127.0.0.1:${at.port}`,
    async cut(): Promise<void> {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
    mend: () => listen(at.port),
  };
}
