import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { EventType } from '../../assistance/event-types.js';
import {
  notificationBody,
  type NotificationEvent,
  notificationOf,
} from '../../assistance/notifications/notifications.js';
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
 * Plans the deliveries of an event: one for each transport that the account has configured, if the account subscribes
 * to its type, and one for each endpoint of its user that does. Runs in the transaction that records the event, so that neither exists without the other. Returns
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
  const own = config?.notification_events.includes(type) ? config.transports : [];
  const targets = [
    ...own.map((transport) => ({ transport, endpoint_id: null, afterSeconds: 0 })),
    ...(await findEndpoints(db, { accountId: event.accountId, type })),
  ];
  if (targets.length === 0) return false;
  const body = notificationBody({ ...event, type, status: event.type, data: event.details });
  const { requestId } = event.details;
  await db
    .insertInto('deliveries')
    .values(
      targets.map(({ transport, endpoint_id: endpointId, afterSeconds }) => {
        const id = randomUUID();
        return {
          id,
          account_id: event.accountId,
          transport,
          endpoint_id: endpointId,
          next_attempt_at:
            afterSeconds === 0 ? null : sql<Date>`now() + make_interval(secs => ${afterSeconds})`,
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

/** The endpoints of the account's user that are notified of this event of the account. */
async function findEndpoints(
  db: Db,
  { accountId, type }: { accountId: string; type: NotificationEvent },
): Promise<{ transport: Transport; endpoint_id: string; afterSeconds: number }[]> {
  const endpoints = await db
    .selectFrom('notification_endpoints as endpoint')
    .innerJoin('accounts', 'accounts.user_id', 'endpoint.user_id')
    .select(['endpoint.id as endpoint_id', 'endpoint.transport', 'endpoint.escalate_after_seconds'])
    .where('accounts.id', '=', accountId)
    .where('endpoint.disabled_reason', 'is', null)
    .where(sql<boolean>`${type} = any(endpoint.events)`)
    .where(coversAccount)
    .execute();
  return endpoints.map(({ escalate_after_seconds: delay, ...endpoint }) => ({
    ...endpoint,
    // Only a request can be answered meanwhile.
    afterSeconds: type === 'assistance_required' ? delay : 0,
  }));
}

/** Whether the filters of `endpoint` let a row of `accounts` through, as a condition of a join of the two. */
export const coversAccount = sql<boolean>`(endpoint.account_ids is null or accounts.id = any(endpoint.account_ids))
  and (endpoint.bank_codes is null or accounts.bank_code = any(endpoint.bank_codes))`;

/** The transports that an account has configured, as the column `transports` of a select from account_configs. */
export const configuredTransports = sql<Transport[]>`array_remove(array[
  case when notification_endpoint_url is not null then 'webhook' end,
  case when notification_slack_url_sealed is not null then 'slack' end,
  case when notification_email is not null then 'email' end], null)`.as('transports');
