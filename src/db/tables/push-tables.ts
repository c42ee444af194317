import type { ColumnType, Generated } from 'kysely';

/** The key pair with which this service signs what it pushes (VAPID). One row. */
export interface PushKeysTable {
  only_row: Generated<boolean>;
  public_key: string;
  private_key_sealed: string;
}

/** A browser that is to be notified of requests, also when it is closed. */
export interface PushSubscriptionsTable {
  id: string;
  user_id: string;
  /** Ends with this sign-in; null if its row is gone because it expired. */
  sign_in_id: string | null;
  /** A URL of the browser's push service. */
  endpoint: string;
  /** The keys that its messages are encrypted with, as JSON. */
  keys_sealed: string;
  /** Of the dashboard there. */
  language: string;
  created_at: ColumnType<Date, never, never>;
}

/** A request in one browser: to be shown, shown, or to be withdrawn. */
export interface PushesTable {
  subscription_id: string;
  request_id: string;
  is_shown: Generated<boolean>;
  attempts: Generated<number>;
  next_attempt_at: ColumnType<Date, Date | undefined, Date>;
}
