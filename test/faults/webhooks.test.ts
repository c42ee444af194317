import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { system } from '../../src/assistance/actor.js';
import { recordEvent } from '../../src/db/events/events.js';
import { type Db, openDatabase } from '../../src/db/open.js';
import { createTemporalClient } from '../../src/logins/login-client.js';
import { startPlannedDeliveries } from '../../src/deliveries/start-planned-deliveries.js';
import { createCaller } from '../api/support/caller.js';
import {
  answering,
  type Behaviour,
  type Receiver,
  signatureOf,
  silent,
  startReceiver,
} from '../support/receiver.js';
import { createTestFolder } from '../support/services.js';
import { until } from '../support/until.js';
import { faults } from './faults.js';
import { type Installation, install } from './installation.js';

/** 500 webhooks to 50 endpoints, of which 10 are silent and 10 answer 500, while worker and Temporal are killed. */

/** Slow enough that some responses are lost because the worker is killed before they arrive. */
const slowly: Behaviour = (_received, response) => void setTimeout(() => response.writeHead(200).end(), 150);
const kinds = [
  { kind: 'silent', count: 10, behaviour: silent },
  { kind: 'failing', count: 10, behaviour: answering(500) },
  { kind: 'healthy', count: 30, behaviour: slowly },
] as const;
const rounds = 10;
const struckInRound = 5;

interface Customer {
  kind: (typeof kinds)[number]['kind'];
  accountId: string;
  receiver: Receiver;
}

const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
let installation: Installation;
let db: Db;
let temporal: Client;
let arrivedBefore = 0;
let userId: string;
let customers: Customer[];
let remove: () => Promise<void>;

beforeAll(async () => {
  const { folder, remove: removeFolder } = await createTestFolder();
  remove = removeFolder;
  installation = await install({
    folder,
    bankUrl: 'http://127.0.0.1:9',
    chromiumPath: inject('chromiumPath'),
    temporalPath: inject('temporalPath'),
  });
  const { api, database_url: databaseUrl, temporal_address: address } = await installation.ready();
  db = openDatabase({ databaseUrl });
  temporal = createTemporalClient({ address }, 'default');
  const caller = createCaller(api);
  const user = await caller.signUp();
  userId = user.userId;
  customers = await Promise.all(
    kinds
      .flatMap(({ kind, count, behaviour }) => Array.from({ length: count }, () => ({ kind, behaviour })))
      .map(async ({ kind, behaviour }) => {
        const receiver = await startReceiver(behaviour);
        const accountId = await caller.addAccount(user.token, {
          notification_endpoint_url: receiver.url,
          notification_signing_secret: signingSecret,
          notification_events: ['login_failed'],
        });
        return { kind, accountId, receiver };
      }),
  );
});
afterAll(async () => {
  for (const { receiver } of customers) receiver.close();
  await temporal.connection.close();
  await db.destroy();
  await installation.stop();
  await remove();
});

/** As after a login's report: deliveries that cannot be started now are left to the reconciler. */
const startDeliveries = () => startPlannedDeliveries(db, temporal).catch(() => undefined);
const of = (kind: Customer['kind']) => customers.filter((customer) => customer.kind === kind);
const planned = () =>
  db
    .selectFrom('deliveries')
    .select(['account_id', 'message_id', 'status'])
    .where('type', '=', 'login_failed')
    .execute();
const idsAt = ({ receiver }: Customer) =>
  receiver.received.map(({ headers }) => String(headers['webhook-id']));

it('loses none of 500 webhooks, and repeats one only under its id and in the same bytes', async () => {
  const fault = faults.find(({ name }) => name === 'kill -9 worker + temporal');
  if (!fault) throw new Error('the fault has another name');
  for (let round = 1; round <= rounds; round += 1) {
    for (const { accountId } of customers)
      await recordEvent(
        db,
        { id: accountId, user_id: userId },
        { type: 'login.failed', actor: system, details: { round } },
      );
    const starting = startDeliveries();
    if (round === struckInRound) {
      await until(
        () => of('healthy').some((customer) => idsAt(customer).length === round),
        'some to be under way',
      );
      arrivedBefore = of('healthy').flatMap(idsAt).length;
      await fault.strike(installation);
    }
    await starting;
    await sleep(250);
  }
  const expected = await planned();
  expect(expected).toHaveLength(rounds * customers.length);

  expect(arrivedBefore).toBeGreaterThan(0);
  expect(arrivedBefore).toBeLessThan(struckInRound * of('healthy').length);
  const arrived = () => of('healthy').every((customer) => new Set(idsAt(customer)).size === rounds);
  await until(arrived, 'what healthy endpoints are to get, whatever the others do', 120_000);

  // An endpoint that recovers gets what it missed.
  for (const { receiver } of customers) receiver.behave(answering(200));
  const allDelivered = async () => (await planned()).every(({ status }) => status === 'delivered');
  await until(allDelivered, 'the others to get theirs once they answer', 150_000);

  for (const customer of customers) {
    const own = expected.filter(({ account_id: id }) => id === customer.accountId);
    expect(new Set(idsAt(customer))).toEqual(new Set(own.map(({ message_id: id }) => id)));
    const bodies = new Map<string, string>();
    for (const received of customer.receiver.received) {
      const { body } = received;
      const signature = signatureOf(received);
      const id = signature['webhook-id'];
      expect(bodies.get(id) ?? body).toBe(body);
      bodies.set(id, body);
      expect(new Webhook(signingSecret).verify(body, signature)).toEqual(JSON.parse(body));
    }
  }
  const copies = of('healthy').reduce((sum, customer) => sum + idsAt(customer).length, 0);
  const wanted = rounds * of('healthy').length;
  console.log(`struck after ${arrivedBefore}, the healthy endpoints got ${copies} for ${wanted} webhooks`);
});
