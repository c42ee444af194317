import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { EventType } from '../../assistance/event-types.js';
import { notificationBody, notificationOf } from '../../assistance/notifications/notifications.js';
import type { Transport } from '../tables/delivery-tables.js';
import type { Db } from '../open.js';

export interface RecordedEvent {
  id: string;
  accountId: string;
  type: EventType;
  details: Record<string, unknown>;
  occurredAt: Date;
}

/**
 * Plans the deliveries of an event, one for each transport that the account has configured, if the account subscribes
 * to its type. Runs in the transaction that records the event, so that neither exists without the other. Returns
 * whether there is a delivery to start.
 */
export async function planDeliveries(db: Db, event: RecordedEvent): Promise<boolean> {
  const type = notificationOf(event);
  if (!type) return false;
  const config = await db
    .selectFrom('account_configs')
    .select('notification_events')
    .select(configuredTransports)
    .where('account_id', '=', event.accountId)
    .executeTakeFirst();
  if (!config?.notification_events.includes(type) || config.transports.length === 0) return false;
  const body = notificationBody({ ...event, type, status: event.type, data: event.details });
  const { requestId } = event.details;
  await db
    .insertInto('deliveries')
    .values(
      config.transports.map((transport) => {
        const id = randomUUID();
        return {
          id,
          account_id: event.accountId,
          transport,
          event_id: event.id,
          message_id: id,
          type,
          body,
          request_id: typeof requestId === 'string' ? requestId : null,
        };
      }),
    )
    .execute();
  return true;
}

/** The transports that an account has configured, as the column `transports` of a select from account_configs. */
export const configuredTransports = sql<Transport[]>`array_remove(array[
  case when notification_endpoint_url is not null then 'webhook' end,
  case when notification_slack_url_sealed is not null then 'slack' end,
  case when notification_email is not null then 'email' end], null)`.as('transports');
