import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely';
import type { NotificationType } from '../../assistance/notifications/notifications.js';

type Time = ColumnType<Date, Date | undefined, Date>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** `obsolete`: before it could be delivered it no longer mattered, or there was nowhere to deliver it to. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'obsolete';

/** A notification's way: to the account's endpoint, to a chat, by mail. */
export type Transport = 'webhook' | 'slack' | 'email';

/** One notification on one of its ways: what its deliverWebhook workflow works on. */
export interface DeliveriesTable {
  id: string;
  seq: GeneratedAlways<string>;
  account_id: string;
  transport: Generated<Transport>;
  event_id: string | null;
  /** The `webhook-id`: the delivery's own id, or that of the delivery which a person sent again. */
  message_id: string;
  redelivery_of: string | null;
  type: NotificationType;
  /** The bytes that a webhook's every attempt sends and signs; chat and mail say them in words. Never holds a secret. */
  body: string;
  /** The assistance request that it is about. */
  request_id: string | null;
  status: Generated<DeliveryStatus>;
  /** Why it failed or became obsolete. */
  reason: string | null;
  attempts: Generated<number>;
  planned_at: Time;
  /** When somebody last set out to start its workflow. */
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
  /** Null when no answer came; then `error` says why. */
  status: number | null;
  error: string | null;
  /** The answer's first words, without the account's secrets. */
  answer: string | null;
}

export type Delivery = Selectable<DeliveriesTable>;
export type DeliveryAttempt = Selectable<DeliveryAttemptsTable>;
