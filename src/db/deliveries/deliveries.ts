import type { AccountEventType } from '../../assistance/event-types.js';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { notificationBody } from '../../assistance/notifications/notifications.js';
import type { Transport } from '../tables/delivery-tables.js';
import { recordEvent } from '../events/events.js';
import type { Db, Trx } from '../open.js';
import { configuredTransports } from '../events/plan-deliveries.js';
import type { Account } from '../tables/schema.js';

export type DeliverySummary = Awaited<ReturnType<typeof listDeliveries>>[number];

/** A page of an account's deliveries with the last attempt of each, newest first, older than `before` (a `seq`). */
export async function listDeliveries(
  db: Db,
  { accountId, before, limit }: { accountId: string; before: string | null; limit: number },
) {
  return db
    .selectFrom('deliveries')
    .leftJoin('delivery_attempts as last', (join) =>
      join.onRef('last.delivery_id', '=', 'deliveries.id').onRef('last.number', '=', 'deliveries.attempts'),
    )
    .selectAll('deliveries')
    .select([
      'last.at as last_at',
      'last.duration_ms as last_duration_ms',
      'last.url as last_url',
      'last.status as last_status',
      'last.error as last_error',
      'last.answer as last_answer',
    ])
    .where('deliveries.account_id', '=', accountId)
    .$if(before !== null, (query) => query.where('seq', '<', before ?? ''))
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute();
}

/** A delivery of the account with its attempts, newest first. */
export async function findDelivery(
  db: Db,
  { accountId, deliveryId }: { accountId: string; deliveryId: string },
) {
  const delivery = await db
    .selectFrom('deliveries')
    .selectAll()
    .where('id', '=', deliveryId)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (!delivery) return undefined;
  const attempts = await db
    .selectFrom('delivery_attempts')
    .selectAll()
    .where('delivery_id', '=', deliveryId)
    .orderBy('number', 'desc')
    .execute();
  return { ...delivery, log: attempts };
}

interface OperatorAction {
  account: Account;
  actor: Actor;
}

/** Plans a test delivery for each configured transport of the account. Returns their ids. */
export async function planTests(db: Db, { account, actor }: OperatorAction): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    const transports = await readTransports(trx, account.id);
    if (transports.length === 0) return [];
    const body = notificationBody({
      accountId: account.id,
      type: 'test',
      status: 'notification.test',
      data: {},
      occurredAt: new Date(),
    });
    const tests = transports.map((transport) => ({ id: randomUUID(), transport }));
    await trx
      .insertInto('deliveries')
      .values(
        tests.map(({ id, transport }) => ({
          id,
          account_id: account.id,
          transport,
          message_id: id,
          type: 'test' as const,
          body,
        })),
      )
      .execute();
    const ids = tests.map(({ id }) => id);
    await recordDeliveryEvent(trx, { account, actor }, 'notification.tested', { deliveryIds: ids });
    return ids;
  });
}

/**
 * Plans a redelivery with the same body and `webhook-id`. If the original is still pending, it becomes obsolete.
 * `no_endpoint`: the transport of the original is no longer configured.
 */
export async function planRedelivery(
  db: Db,
  { account, actor, deliveryId }: OperatorAction & { deliveryId: string },
): Promise<{ id: string } | 'no_such_delivery' | 'no_endpoint'> {
  return db.transaction().execute(async (trx) => {
    const original = await trx
      .selectFrom('deliveries')
      .selectAll()
      .where('id', '=', deliveryId)
      .where('account_id', '=', account.id)
      .forUpdate()
      .executeTakeFirst();
    if (!original) return 'no_such_delivery';
    if (!(await readTransports(trx, account.id)).includes(original.transport)) return 'no_endpoint';
    await trx
      .updateTable('deliveries')
      .set({ status: 'obsolete', reason: 'sent_again', next_attempt_at: null, ended_at: sql<Date>`now()` })
      .where('id', '=', original.id)
      .where('status', '=', 'pending')
      .execute();
    const id = randomUUID();
    await trx
      .insertInto('deliveries')
      .values({
        id,
        account_id: account.id,
        transport: original.transport,
        message_id: original.message_id,
        redelivery_of: original.id,
        type: original.type,
        body: original.body,
        request_id: original.request_id,
      })
      .execute();
    await recordDeliveryEvent(trx, { account, actor }, 'notification.sent_again', {
      deliveryId: id,
      of: original.id,
    });
    return { id };
  });
}

/** How long deliveries can be looked up after their end (docs/operations.md, *What is kept, and for how long*). */
const retentionDays = 30;
/** Limits the work of one run of the reconciler. */
const deleteBatchSize = 5_000;

/** Deletes deliveries that ended more than 30 days ago, with their attempts, up to 5,000 at a time. */
export async function deleteOldDeliveries(db: Db): Promise<void> {
  await db
    .deleteFrom('deliveries')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('deliveries')
        .select('id')
        .where(sql<boolean>`ended_at < now() - make_interval(days => ${retentionDays})`)
        .limit(deleteBatchSize),
    )
    .execute();
}

async function readTransports(trx: Trx, accountId: string): Promise<Transport[]> {
  const config = await trx
    .selectFrom('account_configs')
    .select(configuredTransports)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return config?.transports ?? [];
}

async function recordDeliveryEvent(
  trx: Trx,
  { account, actor }: OperatorAction,
  type: AccountEventType,
  details: Record<string, unknown>,
): Promise<void> {
  await recordEvent(trx, account, { type, actor, details });
}
