import type { ColumnType, Generated, GeneratedAlways, Selectable } from 'kysely';
import type { NotificationType } from '../../assistance/notifications/notifications.js';

type Time = ColumnType<Date, Date | undefined, Date>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;

/** `obsolete`: it ceased to matter, or lost its destination, before it could be delivered. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed' | 'obsolete';

/** How a notification is sent: to the account's endpoint, to a Slack-compatible chat, or by mail. */
export type Transport = 'webhook' | 'slack' | 'email';

/** An endpoint of a user that is notified of many accounts. */
export interface NotificationEndpointsTable {
  id: string;
  user_id: string;
  name: string;
  transport: Transport;
  /** A URL or a mail address; the URL of a chat is sealed. */
  destination: string;
  auth_type: 'bearer' | 'api_key' | null;
  token_sealed: string | null;
  signing_secret_sealed: string | null;
  /** The secret before the last rotation, which also signs for a day after it. */
  previous_secret_sealed: string | null;
  secret_rotated_at: NullableTime;
  events: string[];
  /** Only accounts at these banks; null for all. */
  bank_codes: string[] | null;
  /** Only these accounts; null for all. */
  account_ids: string[] | null;
  /** How long a request must have waited before this endpoint is notified of it. */
  escalate_after_seconds: Generated<number>;
  /** Why nothing is sent any more, such as `endpoint_gone`; null while it is in use. */
  disabled_reason: string | null;
  created_at: Generated<Date>;
}

/** One notification over one transport, processed by one deliverWebhook workflow. */
export interface DeliveriesTable {
  id: string;
  seq: GeneratedAlways<string>;
  account_id: string;
  /** The user's endpoint that it goes to; null if it goes to the account's own. */
  endpoint_id: string | null;
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

export type NotificationEndpoint = Selectable<NotificationEndpointsTable>;
export type Delivery = Selectable<DeliveriesTable>;
export type DeliveryAttempt = Selectable<DeliveryAttemptsTable>;
