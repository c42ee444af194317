import type { EventType } from '../event-types.js';

/** What a webhook can tell, as `notification_events` names it. */
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

/** What a notification is about: an event that accounts subscribe to, or a test that a person asked for. */
export type NotificationType = NotificationEvent | 'test';

/** Which events are told to endpoints, and under which name (contract, *Notification webhook*). */
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

export const notificationOf = (eventType: EventType): NotificationEvent | undefined =>
  notificationOfEvent[eventType];

/** The body of a notification. Made once: every attempt sends, and signs, the same bytes. */
export function notificationBody(told: {
  accountId: string;
  type: NotificationType;
  /** The event's own name. */
  status: string;
  data: Record<string, unknown>;
  occurredAt: Date;
}): string {
  return JSON.stringify({
    account_id: told.accountId,
    type: told.type,
    status: told.status,
    data: told.data,
    occurred_at: told.occurredAt.toISOString(),
  });
}
