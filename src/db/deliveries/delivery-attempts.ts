import { sql } from 'kysely';
import { system } from '../../assistance/actor.js';
import type {
  DeliveryAttempt,
  DeliveryStatus,
  NotificationEndpointsTable,
} from '../tables/delivery-tables.js';
import type { AccountConfigsTable } from '../tables/schema.js';
import { recordEvent } from '../events/events.js';
import type { Db } from '../open.js';

export type DeliveryContext = NonNullable<Awaited<ReturnType<typeof readDeliveryContext>>>;

/** A delivery with everything that an attempt needs, as of now. Undefined if its account was deleted. */
export async function readDeliveryContext(db: Db, deliveryId: string) {
  return db
    .selectFrom('deliveries as delivery')
    .innerJoin('accounts', 'accounts.id', 'delivery.account_id')
    .innerJoin('account_configs as config', 'config.account_id', 'delivery.account_id')
    .leftJoin('notification_endpoints as endpoint', (join) =>
      join.onRef('endpoint.id', '=', 'delivery.endpoint_id').on('endpoint.disabled_reason', 'is', null),
    )
    .leftJoin('assistance_requests as request', 'request.id', 'delivery.request_id')
    .select([
      'delivery.id',
      'delivery.account_id',
      'delivery.endpoint_id',
      'delivery.message_id',
      'delivery.redelivery_of',
      'delivery.type',
      'delivery.transport',
      'delivery.body',
      'delivery.status',
      'delivery.attempts',
      'accounts.user_id',
      'accounts.name as account_name',
      // What its secrets are sealed for.
      sql<string>`coalesce(delivery.endpoint_id, delivery.account_id)`.as('secrets_of'),
      ofTarget<'bearer' | 'api_key' | null>('auth_type', 'notification_auth_type').as('auth_type'),
      ofTarget<string | null>('token_sealed', 'notification_auth_token_sealed').as('token_sealed'),
      ofTarget<string | null>('signing_secret_sealed', 'notification_signing_secret_sealed').as(
        'secret_sealed',
      ),
      ofTarget<string | null>('previous_secret_sealed', 'notification_previous_secret_sealed').as(
        'previous_secret_sealed',
      ),
      'request.status as request_status',
      // A URL (sealed for a chat) or a mail address. Null if an endpoint was deleted or disabled.
      sql<string | null>`case when delivery.endpoint_id is not null then endpoint.destination
        else case delivery.transport
          when 'webhook' then config.notification_endpoint_url
          when 'slack' then config.notification_slack_url_sealed
          when 'email' then config.notification_email end end`.as('destination'),
      // Ages are measured by the database's clock only.
      sql<number>`extract(epoch from now() - delivery.planned_at)::float`.as('age_seconds'),
      sql<number | null>`extract(epoch from request.expires_at - now())::float`.as('request_seconds_left'),
      sql<number | null>`extract(epoch from delivery.next_attempt_at - now())::float`.as('seconds_until_due'),
      sql<boolean>`coalesce(
        ${ofTarget('secret_rotated_at', 'notification_secret_rotated_at')} > now() - interval '24 hours', false)`.as(
        'previous_secret_is_valid',
      ),
    ])
    .where('delivery.id', '=', deliveryId)
    .executeTakeFirst();
}

/** A column of the user's endpoint for a delivery to one, else of the account's configuration. */
const ofTarget = <T>(ofEndpoint: keyof NotificationEndpointsTable, ofAccount: keyof AccountConfigsTable) =>
  sql<T>`case when delivery.endpoint_id is null then ${sql.ref(`config.${ofAccount}`)}
    else ${sql.ref(`endpoint.${ofEndpoint}`)} end`;

/** The state of a delivery after an attempt. */
export interface AttemptVerdict {
  status: DeliveryStatus;
  reason: string | null;
  /** Null if there is no further attempt. */
  retryInSeconds: number | null;
}

/** Records an attempt and the resulting state of its delivery, unless the delivery has ended in the meantime. */
export async function recordAttempt(
  db: Db,
  attempt: Omit<DeliveryAttempt, 'number'>,
  { status, reason, retryInSeconds }: AttemptVerdict,
): Promise<void> {
  await db
    .with('counted', (cte) =>
      cte
        .updateTable('deliveries')
        .set((eb) => ({
          attempts: eb('attempts', '+', 1),
          status,
          reason,
          next_attempt_at:
            retryInSeconds === null ? null : sql<Date>`now() + make_interval(secs => ${retryInSeconds})`,
          ended_at: status === 'pending' ? null : sql<Date>`now()`,
        }))
        .where('id', '=', attempt.delivery_id)
        .where('status', '=', 'pending')
        .returning(['id', 'attempts']),
    )
    .insertInto('delivery_attempts')
    .columns(['delivery_id', 'number', 'at', 'duration_ms', 'url', 'status', 'error', 'answer'])
    .expression((eb) =>
      eb
        .selectFrom('counted')
        .select([
          'id',
          'attempts',
          sql<Date>`${attempt.at}::timestamptz`.as('at'),
          sql<number>`${attempt.duration_ms}::integer`.as('duration_ms'),
          sql<string>`${attempt.url}::text`.as('url'),
          sql<number | null>`${attempt.status}::integer`.as('status'),
          sql<string | null>`${attempt.error}::text`.as('error'),
          sql<string | null>`${attempt.answer}::text`.as('answer'),
        ]),
    )
    .execute();
}

/** Ends a delivery without a further attempt. */
export async function endDelivery(
  db: Db,
  deliveryId: string,
  { status, reason }: { status: Exclude<DeliveryStatus, 'pending' | 'delivered'>; reason: string },
): Promise<void> {
  await db
    .updateTable('deliveries')
    .set({ status, reason, next_attempt_at: null, ended_at: sql<Date>`now()` })
    .where('id', '=', deliveryId)
    .where('status', '=', 'pending')
    .execute();
}

/**
 * Removes the URL of an endpoint or chat that responded with 410 from the configuration, or disables the user's endpoint, and records that in the audit
 * trail as `displayUrl`. A URL that was configured in the meantime is kept.
 */
export async function removeGoneEndpoint(
  db: Db,
  {
    account_id: accountId,
    user_id: userId,
    endpoint_id: endpointId,
    transport,
    destination,
  }: DeliveryContext,
  displayUrl: string,
): Promise<void> {
  const column = transport === 'slack' ? 'notification_slack_url_sealed' : 'notification_endpoint_url';
  await db.transaction().execute(async (trx) => {
    const { numUpdatedRows } =
      endpointId === null
        ? await trx
            .updateTable('account_configs')
            .set({ [column]: null })
            .where('account_id', '=', accountId)
            .where(column, '=', destination)
            .executeTakeFirst()
        : await trx
            .updateTable('notification_endpoints')
            .set({ disabled_reason: 'endpoint_gone' })
            .where('id', '=', endpointId)
            .where('destination', '=', destination)
            .where('disabled_reason', 'is', null)
            .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await recordEvent(
      trx,
      { id: accountId, user_id: userId },
      { type: 'notification.endpoint_gone', actor: system, details: { endpoint: displayUrl } },
    );
  });
}
