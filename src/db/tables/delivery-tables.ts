import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely';
import type { NotificationType } from '../../assistance/notifications/notifications.js';

type Time = ColumnType<Date, Date | undefined, Date>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** `obsolete`: it ceased to matter, or lost its destination, before it could be delivered. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'obsolete';

/** How a notification is sent: to the account's endpoint, to a Slack-compatible chat, or by mail. */
export type Transport = 'webhook' | 'slack' | 'email';

/** One notification over one transport, processed by one deliverWebhook workflow. */
export interface DeliveriesTable {
  id: string;
  seq: GeneratedAlways<string>;
  account_id: string;
  transport: Generated<Transport>;
  event_id: string | null;
  /** The `webhook-id`: the id of the delivery itself, or of the original one if this is a redelivery. */
  message_id: string;
  redelivery_of: string | null;
  type: NotificationType;
  /** The bytes that each attempt of a webhook sends and signs; chat and mail are rendered from it. Has no secrets. */
  body: string;
  /** The assistance request that the notification is about. */
  request_id: string | null;
  status: Generated<DeliveryStatus>;
  /** Why it failed or became obsolete. */
  reason: string | null;
  attempts: Generated<number>;
  planned_at: Time;
  /** When a process last claimed it to start its workflow. */
  claimed_at: NullableTime;
  started_at: NullableTime;
  next_attempt_at: NullableTime;
  ended_at: NullableTime;
}

export interface DeliveryAttemptsTable {
  delivery_id: string;
  number: number;
  at: Date;
  duration_ms: number;
  url: string;
  /** Null without a response; `error` then says why. */
  status: number | null;
  error: string | null;
  /** The beginning of the response body, with the account's secrets masked. */
  answer: string | null;
}

export type Delivery = Selectable<DeliveriesTable>;
export type DeliveryAttempt = Selectable<DeliveryAttemptsTable>;
