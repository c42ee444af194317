import type { EventType } from '../event-types.js';

/** The events that an account can subscribe to, as they are named in `notification_events`. */
export const notificationEvents = [
  'assistance_required',
  'login_failed',
  'scrape_failed',
  'assistance_fulfilled',
  'assistance_rejected',
  'assistance_expired',
  'assistance_cancelled',
  'account_blocked',
] as const;
export type NotificationEvent = (typeof notificationEvents)[number];

/** The type of a notification: an event that an account subscribed to, or a test from the dashboard. */
export type NotificationType = NotificationEvent | 'test';

/** The notification that each event in the audit trail causes. Other events cause none. */
const notificationOfEvent: Partial<Record<EventType, NotificationEvent>> = {
  'assistance.requested': 'assistance_required',
  'assistance.fulfilled': 'assistance_fulfilled',
  'assistance.rejected': 'assistance_rejected',
  'assistance.expired': 'assistance_expired',
  'assistance.cancelled': 'assistance_cancelled',
  'login.failed': 'login_failed',
  'scrape.failed': 'scrape_failed',
  'account.blocked': 'account_blocked',
};

/** The notification that an event causes, if any. A request that asks again after a refused code causes no second one. */
export const notificationOf = (event: {
  type: EventType;
  details: Record<string, unknown>;
}): NotificationEvent | undefined =>
  event.type === 'assistance.requested' && Number(event.details['attempts'] ?? 0) > 0
    ? undefined
    : notificationOfEvent[event.type];

/** The JSON body of a notification. It is made once, so that every attempt sends and signs the same bytes. */
export function notificationBody(event: {
  accountId: string;
  type: NotificationType;
  /** The type of the event, such as `assistance.requested`. */
  status: string;
  data: Record<string, unknown>;
  occurredAt: Date;
}): string {
  return JSON.stringify({
    account_id: event.accountId,
    type: event.type,
    status: event.status,
    data: event.data,
    occurred_at: event.occurredAt.toISOString(),
  });
}
