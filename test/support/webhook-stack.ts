import { randomBytes, randomUUID } from 'node:crypto';
import { createDeliveryActivities, type DeliveryDeps } from '../../src/activities/delivery-activities.js';
import {
  type NotificationEvent,
  notificationEvents,
} from '../../src/assistance/notifications/notifications.js';
import { purpose, type Purpose, seal } from '../../src/secrets/seal.js';
import { startPlannedDeliveries } from '../../src/deliveries/start-planned-deliveries.js';
import { createDeliveryWorker } from '../../src/worker/delivery-worker.js';
import { createAccount, createLogin, createUser } from './create-rows.js';
import { createTestNamespace } from './namespace.js';
import { openTestDatabase } from './test-database.js';
import { createTestRing } from './test-ring.js';
import { until } from './until.js';

export interface TestEndpoint {
  url: string | null;
  token?: string;
  authType?: 'bearer' | 'api_key' | null;
  slackUrl?: string;
  email?: string;
  events?: NotificationEvent[];
}

/** A worker of deliveries on a database and a Temporal namespace of the test file's own. */
export async function createWebhookStack(deps: Partial<DeliveryDeps> = {}) {
  const [database, temporal] = await Promise.all([openTestDatabase(), createTestNamespace()]);
  const { db } = database;
  const ring = createTestRing();
  const { native: connection, namespace } = temporal;
  const userId = await createUser(db);

  const startWorker = async () => {
    const started = await createDeliveryWorker({
      connection,
      namespace,
      identity: 'test',
      activities: createDeliveryActivities({
        db,
        ring,
        allowPrivateWebhooks: true,
        publicUrl: 'https://codes.example',
        ...deps,
      }),
    });
    const running = started.run();
    return {
      stop: async () => {
        started.shutdown();
        await running;
      },
    };
  };
  let worker = await startWorker();

  async function createSubscriber({ url, token, authType = null, slackUrl, email, events }: TestEndpoint) {
    const accountId = randomUUID();
    const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
    const sealed = (use: Purpose, value: string | undefined) =>
      value === undefined ? null : seal(ring, use, value);
    await createAccount(db, {
      id: accountId,
      userId,
      config: {
        notification_endpoint_url: url,
        notification_auth_type: authType,
        notification_auth_token_sealed: await sealed(purpose.notificationToken(accountId), token),
        notification_signing_secret_sealed: await sealed(purpose.signingSecret(accountId), signingSecret),
        notification_slack_url_sealed: await sealed(purpose.slackUrl(accountId), slackUrl),
        notification_email: email ?? null,
        notification_events: events ?? [...notificationEvents],
      },
    });
    return { accountId, userId, signingSecret };
  }

  const deliveriesOf = (accountId: string) =>
    db.selectFrom('deliveries').selectAll().where('account_id', '=', accountId).orderBy('seq').execute();

  return {
    db,
    ring,
    userId,
    client: temporal.client,
    createAccount: createSubscriber,
    createLogin: (accountId: string) => createLogin(db, accountId),
    /** A login that fails at once, which plans a webhook. */
    async failLogin(accountId: string): Promise<void> {
      const login = await createLogin(db, accountId);
      await login.report({ end: { outcome: 'bank_unavailable', reason: null } });
    },
    start: () => startPlannedDeliveries(db, temporal.client),
    deliveriesOf,
    attemptsOf: (deliveryId: string) =>
      db
        .selectFrom('delivery_attempts')
        .selectAll()
        .where('delivery_id', '=', deliveryId)
        .orderBy('number')
        .execute(),
    /** The account's only delivery, when it has ended. */
    ended: (accountId: string) =>
      until(async () => {
        const [delivery] = await deliveriesOf(accountId);
        return delivery && delivery.status !== 'pending' ? delivery : undefined;
      }, 'the end of the delivery'),
    stopWorker: () => worker.stop(),
    async startWorker() {
      worker = await startWorker();
    },
    async close(): Promise<void> {
      await worker.stop();
      await temporal.close();
      await database.close();
    },
  };
}

export type WebhookStack = Awaited<ReturnType<typeof createWebhookStack>>;
