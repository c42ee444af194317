/**
 * 500 webhooks to 50 endpoints, of which 10 are silent and 10 answer 500: how long the healthy ones wait, against one
 * POST as the floor. `node --import tsx bench/webhooks.ts [per second]`; `Infinity` plans all at once, which is more
 * than Temporal's development server takes: a workflow that does nothing costs it 10 ms of a processor.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { createDeliveryActivities } from '../src/activities/delivery-activities.js';
import { system } from '../src/assistance/actor.js';
import { recordEvent } from '../src/db/events/events.js';
import { openDatabase } from '../src/db/open.js';
import { parseKeyRing } from '../src/secrets/key-ring.js';
import { purpose, seal } from '../src/secrets/seal.js';
import { startPlannedDeliveries } from '../src/deliveries/start-planned-deliveries.js';
import { createDeliveryWorker } from '../src/worker/delivery-worker.js';
import { startServices } from './services.js';
import { measure, percentile } from './support.js';
import { createAccount, createUser } from '../test/support/create-rows.js';
import { answering, silent, startReceiver } from '../test/support/receiver.js';

const endpoints = 50;
const perEndpoint = 10;
const perSecond = Number(process.argv[2] ?? 20);
const print = (line: string): void => console.log(line);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const services = await startServices();
try {
  await run();
} finally {
  await services.stop();
}

async function run(): Promise<void> {
  const { databaseUrl, temporalAddress: address } = services;
  const db = openDatabase({ databaseUrl });
  const connection = await NativeConnection.connect({ address });
  const client = new Client({ connection: await Connection.connect({ address }) });
  const ring = parseKeyRing(`bench:${randomBytes(32).toString('base64')}`);
  const worker = await createDeliveryWorker({
    connection,
    namespace: 'default',
    identity: 'bench',
    activities: createDeliveryActivities({
      db,
      ring,
      allowPrivateWebhooks: true,
      publicUrl: 'https://codes.example',
    }),
  });
  const running = worker.run();

  const userId = await createUser(db);
  const kinds = Array.from({ length: endpoints }, (_, index) =>
    index < 10 ? 'silent' : index < 20 ? 'failing' : 'healthy',
  );
  const customers = await Promise.all(
    kinds.map(async (kind) => {
      const behaviour = kind === 'silent' ? silent : answering(kind === 'failing' ? 500 : 200);
      const receiver = await startReceiver(behaviour);
      const id = randomUUID();
      const secret = await seal(
        ring,
        purpose.signingSecret(id),
        `whsec_${randomBytes(32).toString('base64')}`,
      );
      const accountId = await createAccount(db, {
        id,
        userId,
        config: {
          notification_endpoint_url: receiver.url,
          notification_signing_secret_sealed: secret,
          notification_events: ['login_failed'],
        },
      });
      return { kind, accountId, receiver };
    }),
  );

  const floorMs = percentile(await measure(50, () => postTo(customers.at(-1)?.receiver.url ?? '')), 50);
  for (const { receiver } of customers) receiver.received.length = 0;

  const plannedAt = new Map<string, number>();
  const beganAt = performance.now();
  const starts: Promise<void>[] = [];
  for (let round = 0; round < perEndpoint; round += 1)
    for (const { accountId } of customers) {
      const n = plannedAt.size;
      const dueAt = beganAt + (n / perSecond) * 1_000;
      if (dueAt > performance.now()) await sleep(dueAt - performance.now());
      const mark = `${accountId}/${round}`;
      plannedAt.set(mark, performance.now());
      await recordEvent(
        db,
        { id: accountId, user_id: userId },
        { type: 'login.failed', actor: system, details: { mark } },
      );
      starts.push(startPlannedDeliveries(db, client));
    }
  await Promise.all(starts);
  const startedMs = performance.now() - beganAt;

  const healthy = customers.filter(({ kind }) => kind === 'healthy');
  const arrivals = () => healthy.flatMap(({ receiver }) => receiver.received);
  const giveUpAt = performance.now() + 60_000;
  while (arrivals().length < healthy.length * perEndpoint && performance.now() < giveUpAt) await sleep(50);
  const waits = arrivals().map(({ at, body }) => at - (plannedAt.get(markIn(body)) ?? 0));
  const at = (percent: number) => {
    const ms = percentile(waits, percent);
    return `${Math.round(ms)} ms (${Math.round(ms / floorMs)} x)`;
  };
  const pace = Number.isFinite(perSecond) ? `${perSecond}/s` : 'at once';
  print(`${endpoints * perEndpoint} webhooks planned ${pace}; all started after ${Math.round(startedMs)} ms`);
  print(`floor, one POST: ${floorMs.toFixed(1)} ms`);
  print(
    `healthy: ${waits.length} of ${healthy.length * perEndpoint} arrived; p50 ${at(50)}, p95 ${at(95)}, max ${at(100)}`,
  );
  const silentOnes = customers.filter(({ kind }) => kind === 'silent');
  print(
    `at silent endpoints meanwhile: ${silentOnes.reduce((sum, { receiver }) => sum + receiver.received.length, 0)} attempts`,
  );

  for (const { receiver } of customers) receiver.close();
  worker.shutdown();
  await running;
  await client.connection.close();
  await connection.close();
  await db.destroy();
}

async function postTo(url: string): Promise<void> {
  const response = await fetch(url, { method: 'POST', body: '{}' });
  await response.text();
}

function markIn(body: string): string {
  return /"mark":"([^"]+)"/.exec(body)?.[1] ?? '';
}
