import { randomBytes, randomUUID } from 'node:crypto';
import { createDeliveryActivities, type DeliveryDeps } from '../../src/activities/delivery-activities.js';
import {
  type NotificationEvent,
  notificationEvents,
} from '../../src/assistance/notifications/notifications.js';
import { applyLoginReport } from '../../src/db/logins/login-reports.js';
import { openRequest } from '../../src/db/logins/request-reports.js';
import { migrateToLatest } from '../../src/db/run-migrations.js';
import { openDatabase } from '../../src/db/open.js';
import type { LoginReport } from '../../src/assistance/login-report.js';
import { parseKeyRing } from '../../src/secrets/key-ring.js';
import { purpose, seal } from '../../src/secrets/seal.js';
import { startPlannedDeliveries } from '../../src/deliveries/start-planned-deliveries.js';
import { createDeliveryWorker } from '../../src/worker/delivery-worker.js';
import { createTestNamespace } from './namespace.js';
import { createTestDatabase } from './services.js';
import { until } from './until.js';

export interface TestEndpoint {
  url: string | null;
  token?: string;
  authType?: 'bearer' | 'api_key' | null;
  slackUrl?: string;
  email?: string;
  events?: NotificationEvent[];
}

/** Workers of deliveries on a database and a Temporal namespace of the test file's own; tests are the endpoints. */
export async function createWebhookStack(deps: Partial<DeliveryDeps> = {}) {
  const [database, temporal] = await Promise.all([createTestDatabase(), createTestNamespace()]);
  await migrateToLatest(database.databaseUrl);
  const db = openDatabase({ databaseUrl: database.databaseUrl });
  const ring = parseKeyRing(`test:${randomBytes(32).toString('base64')}`);
  const { native: connection, namespace } = temporal;
  const userId = randomUUID();
  await db
    .insertInto('users')
    .values({ id: userId, email: `${userId}@test.example`, password_hash: 'none' })
    .execute();

  const startWorker = async () => {
    const started = await createDeliveryWorker({
      connection,
      namespace,
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

  async function createAccount({ url, token, authType = null, slackUrl, email, events }: TestEndpoint) {
    const accountId = randomUUID();
    const signingSecret = `whsec_${randomBytes(32).toString('base64')}`;
    await db
      .insertInto('accounts')
      .values({ id: accountId, user_id: userId, bank_code: 'test', name: 'Test' })
      .execute();
    await db
      .insertInto('account_configs')
      .values({
        account_id: accountId,
        notification_endpoint_url: url,
        notification_auth_type: authType,
        notification_auth_token_sealed:
          token === undefined ? null : await seal(ring, purpose.notificationToken(accountId), token),
        notification_signing_secret_sealed: await seal(ring, purpose.signingSecret(accountId), signingSecret),
        notification_slack_url_sealed:
          slackUrl === undefined ? null : await seal(ring, purpose.slackUrl(accountId), slackUrl),
        notification_email: email ?? null,
        notification_events: events ?? [...notificationEvents],
      })
      .execute();
    return { accountId, userId, signingSecret };
  }

  /** A login of the account that reports as its workflow would. */
  async function beginLogin(accountId: string) {
    const loginId = randomUUID();
    await db
      .insertInto('logins')
      .values({
        id: loginId,
        account_id: accountId,
        workflow_id: `login/${accountId}`,
        bank_code: 'test',
        session_type: 'one-shot',
        login_mode: 'assisted',
        phase: 'logging_in',
      })
      .execute();
    let number = 0;
    const header = () => ({ loginId, accountId, runId: 'run', number: (number += 1) });
    return {
      async ask(waitSeconds = 300) {
        const requestId = randomUUID();
        const { times } = await openRequest(db, {
          ...header(),
          requestId,
          descriptor: { length: 6, type: 'numeric', channel: 'sms' },
          maxAttempts: 3,
          bankMessage: null,
          requestedAt: new Date().toISOString(),
          waitSeconds,
          resendAfterSeconds: null,
        });
        return { requestId, expiresAt: times?.expiresAt };
      },
      report: (news: Partial<LoginReport>) =>
        applyLoginReport(db, {
          ...header(),
          phase: 'logging_in',
          request: null,
          submissions: [],
          loggedIn: false,
          end: null,
          ...news,
        }),
    };
  }

  const deliveriesOf = (accountId: string) =>
    db.selectFrom('deliveries').selectAll().where('account_id', '=', accountId).orderBy('seq').execute();

  return {
    db,
    ring,
    userId,
    client: temporal.client,
    createAccount,
    beginLogin,
    /** A login that fails at once: the cheapest way to a webhook. */
    async failLogin(accountId: string): Promise<void> {
      const login = await beginLogin(accountId);
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
      await db.destroy();
      await temporal.close();
      await database.drop();
    },
  };
}

export type WebhookStack = Awaited<ReturnType<typeof createWebhookStack>>;
