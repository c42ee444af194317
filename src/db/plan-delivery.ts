import { randomUUID } from 'node:crypto';
import { type Transaction } from 'kysely';
import { notificationBody, notificationOf } from '../assistance/notifications.js';
import type { Db } from './open.js';
import type { Database } from './schema.js';

export interface TellableEvent {
  id: string;
  accountId: string;
  type: string;
  details: Record<string, unknown>;
  occurredAt: Date;
}

/**
 * Plans the delivery of an event to the account's endpoint, when it has one and subscribes to such events. In the
 * transaction that records the event: one never stands without the other, whatever crashes.
 */
export async function planDelivery(db: Db | Transaction<Database>, event: TellableEvent): Promise<void> {
  const type = notificationOf(event.type);
  if (!type) return;
  const config = await db
    .selectFrom('account_configs')
    .select('notification_events')
    .where('account_id', '=', event.accountId)
    .where('notification_endpoint_url', 'is not', null)
    .executeTakeFirst();
  if (!config?.notification_events.includes(type)) return;
  const id = randomUUID();
  const { requestId } = event.details;
  await db
    .insertInto('deliveries')
    .values({
      id,
      account_id: event.accountId,
      event_id: event.id,
      message_id: id,
      type,
      body: notificationBody({ ...event, type, status: event.type, data: event.details }),
      request_id: typeof requestId === 'string' ? requestId : null,
    })
    .execute();
}
