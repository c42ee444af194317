import type { AccountEventType } from '../../assistance/event-types.js';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { notificationBody } from '../../assistance/notifications/notifications.js';
import type { Delivery, DeliveryStatus, NotificationEndpoint, Transport } from '../tables/delivery-tables.js';
import { recordEvent } from '../events/events.js';
import type { Db, Trx } from '../open.js';
import { configuredTransports } from '../events/plan-deliveries.js';
import type { Account } from '../tables/schema.js';

export type DeliverySummary = Awaited<ReturnType<typeof listDeliveries>>[number];

/** Which deliveries: those of an account, or of all accounts of a user. */
type Scope = { accountId: string } | ({ userId: string } & DeliveryFilter);

export interface DeliveryFilter {
  status?: DeliveryStatus | undefined;
  endpointId?: string | undefined;
}

/** A page of deliveries with the last attempt of each, newest first, older than `before` (a `seq`). */
export async function listDeliveries(
  db: Db,
  { before, limit, ...scope }: Scope & { before: string | null; limit: number },
) {
  return db
    .selectFrom('deliveries')
    .innerJoin('accounts', 'accounts.id', 'deliveries.account_id')
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
    .select('accounts.name as account_name')
    .where((eb) =>
      'accountId' in scope
        ? eb('deliveries.account_id', '=', scope.accountId)
        : eb.and([
            eb('accounts.user_id', '=', scope.userId),
            ...(scope.status === undefined ? [] : [eb('deliveries.status', '=', scope.status)]),
            ...(scope.endpointId === undefined ? [] : [eb('deliveries.endpoint_id', '=', scope.endpointId)]),
          ]),
    )
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
    const targets = transports.map((transport) => ({ transport, endpoint_id: null }));
    return planTestDeliveries(trx, { account, actor }, targets);
  });
}

/** Plans a test delivery to an endpoint of the account's user. Returns its id. */
export async function planEndpointTest(
  db: Db,
  {
    account,
    actor,
    endpoint: { id, transport },
  }: OperatorAction & { endpoint: Pick<NotificationEndpoint, 'id' | 'transport'> },
): Promise<string> {
  const [deliveryId] = await db
    .transaction()
    .execute((trx) => planTestDeliveries(trx, { account, actor }, [{ transport, endpoint_id: id }]));
  if (deliveryId === undefined) throw new Error('no test was planned');
  return deliveryId;
}

async function planTestDeliveries(
  trx: Trx,
  { account, actor }: OperatorAction,
  targets: { transport: Transport; endpoint_id: string | null }[],
): Promise<string[]> {
  if (targets.length === 0) return [];
  const body = notificationBody({
    accountId: account.id,
    type: 'test',
    status: 'notification.test',
    data: {},
    occurredAt: new Date(),
  });
  const tests = targets.map((target) => ({ id: randomUUID(), ...target }));
  await trx
    .insertInto('deliveries')
    .values(
      tests.map((test) => ({
        ...test,
        account_id: account.id,
        message_id: test.id,
        type: 'test' as const,
        body,
      })),
    )
    .execute();
  const ids = tests.map(({ id }) => id);
  await recordDeliveryEvent(trx, { account, actor }, 'notification.tested', { deliveryIds: ids });
  return ids;
}

/**
 * Plans a redelivery with the same body and `webhook-id`. If the original is still pending, it becomes obsolete.
 * `no_endpoint`: the transport of the original is no longer configured. `endpoint_gone`: it was to an endpoint of the user
 * that is deleted or disabled.
 */
export async function planRedelivery(
  db: Db,
  { account, actor, deliveryId }: OperatorAction & { deliveryId: string },
): Promise<{ id: string } | 'no_such_delivery' | 'no_endpoint' | 'endpoint_gone'> {
  return db.transaction().execute(async (trx) => {
    const original = await trx
      .selectFrom('deliveries')
      .selectAll()
      .where('id', '=', deliveryId)
      .where('account_id', '=', account.id)
      .forUpdate()
      .executeTakeFirst();
    if (!original) return 'no_such_delivery';
    if (!(await hasTarget(trx, original)))
      return original.endpoint_id === null ? 'no_endpoint' : 'endpoint_gone';
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
        endpoint_id: original.endpoint_id,
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

/** Limits the work of one request. */
const redeliverBatchSize = 500;

/**
 * Plans redeliveries of all failed deliveries of a user since a time that have not been sent again, up to 500. Requests
 * that have ended are left out: nobody can answer them. Returns how many were planned.
 */
export async function planRedeliveries(
  db: Db,
  {
    userId,
    actor,
    since,
    endpointId,
  }: { userId: string; actor: Actor; since: Date; endpointId?: string | undefined },
): Promise<number> {
  const failed = await db
    .selectFrom('deliveries')
    .innerJoin('accounts', 'accounts.id', 'deliveries.account_id')
    .leftJoin('assistance_requests as request', 'request.id', 'deliveries.request_id')
    .selectAll('accounts')
    .select('deliveries.id as delivery_id')
    .where('accounts.user_id', '=', userId)
    .where('deliveries.status', '=', 'failed')
    .where('deliveries.type', '!=', 'test')
    .where('deliveries.planned_at', '>=', since)
    .$if(endpointId !== undefined, (query) => query.where('deliveries.endpoint_id', '=', endpointId ?? ''))
    .where((eb) =>
      eb.or([eb('deliveries.type', '!=', 'assistance_required'), eb('request.status', '=', 'pending')]),
    )
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('deliveries as again')
            .select('again.id')
            .whereRef('again.redelivery_of', '=', 'deliveries.id'),
        ),
      ),
    )
    .orderBy('deliveries.seq')
    .limit(redeliverBatchSize)
    .execute();
  let planned = 0;
  for (const { delivery_id: deliveryId, ...account } of failed)
    if (typeof (await planRedelivery(db, { account, actor, deliveryId })) === 'object') planned += 1;
  return planned;
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

/** Whether the account, or the user's endpoint, is still configured to get the delivery again. */
async function hasTarget(
  trx: Trx,
  { account_id: accountId, transport, endpoint_id: endpointId }: Delivery,
): Promise<boolean> {
  if (endpointId === null) return (await readTransports(trx, accountId)).includes(transport);
  const endpoint = await trx
    .selectFrom('notification_endpoints')
    .select('id')
    .where('id', '=', endpointId)
    .where('disabled_reason', 'is', null)
    .executeTakeFirst();
  return endpoint !== undefined;
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
