import type { ColumnType, Generated, Selectable } from 'kysely';
import type { RequestContent, RequestType } from '../../assistance/request-content.js';
import type {
  BlockReason,
  LoginMode,
  LoginOutcome,
  Phase,
  RequestStatus,
  SessionType,
  SubmissionOutcome,
} from '../../assistance/statuses.js';
import type {
  DeliveriesTable,
  DeliveryAttemptsTable,
  NotificationEndpointsTable,
} from './delivery-tables.js';
import type { PushesTable, PushKeysTable, PushSubscriptionsTable } from './push-tables.js';

/** Read as Date; written as Date or left to the database's clock. */
type Time = ColumnType<Date, Date | undefined, Date>;
type NullableTime = ColumnType<Date | null, Date | null | undefined, Date | null>;
/** Written as JSON text; readers check it with a zod schema. */
type Json = ColumnType<unknown, string, string>;

export interface UsersTable {
  id: string;
  email: string;
  name: string | null;
  password_hash: string;
  created_at: Time;
  /** The secret of the second factor; null if it is off. */
  totp_secret_sealed: ColumnType<string | null, never, string | null>;
  /** A secret that was shown, before its first code was entered. */
  new_totp_secret_sealed: ColumnType<string | null, never, string | null>;
  /** The time step of the last accepted code; each step is accepted once. */
  totp_last_step: ColumnType<string | null, never, number | null>;
  /** Settings that new accounts start with (src/assistance/account-settings.ts). */
  account_defaults: ColumnType<unknown, never, string>;
}

export interface SignInsTable {
  /** The token's `jti`. */
  id: string;
  user_id: string;
  created_at: Time;
  expires_at: Date;
  ended_at: NullableTime;
  /** `cookie`: of a browser; it is extended while it is used. */
  kind: Generated<SignInKind>;
  /** When a sign-in of a browser ends at the latest. */
  ends_at: NullableTime;
  /** Accurate to five minutes. */
  last_used_at: NullableTime;
  /** When the password was last entered. */
  authenticated_at: Time;
  address: ColumnType<string | null, string | null | undefined, never>;
  user_agent: ColumnType<string | null, string | null | undefined, never>;
}

export type SignInKind = 'token' | 'cookie';

/** Codes that replace the second factor, each once. */
export interface RecoveryCodesTable {
  user_id: string;
  code_hash: string;
  used_at: NullableTime;
}

/** Links to choose a new password, sent by mail. */
export interface PasswordResetsTable {
  token_hash: string;
  user_id: string;
  expires_at: Date;
}

export interface ApiKeysTable {
  id: string;
  user_id: string;
  name: string;
  prefix: string;
  key_hash: string;
  scopes: string[];
  account_ids: string[] | null;
  /** The secret with which a message-forwarding app signs its requests under this key. */
  signing_secret_sealed: string | null;
  /** What else the app's messages need, as JSON. */
  relay_settings_sealed: ColumnType<string | null, string | null | undefined>;
  created_at: Time;
  last_used_at: NullableTime;
  revoked_at: NullableTime;
}

export interface AccountsTable {
  id: string;
  user_id: string;
  bank_code: string;
  name: string;
  created_at: Time;
  failures_in_row: Generated<number>;
  blocked_at: NullableTime;
  blocked_reason: BlockReason | null;
  /** A login that began before this does not keep its browser. */
  browser_forgotten_at: NullableTime;
}

export interface AccountConfigsTable {
  account_id: string;
  session_type: Generated<SessionType>;
  login_mode: Generated<LoginMode>;
  /** Encrypted (src/secrets/seal.ts), like all columns named `…_sealed`; plain values exist only in memory. */
  bank_username_sealed: string | null;
  bank_password_sealed: string | null;
  /** All further secrets of the bank by name, as one value; likewise the answers to its questions. */
  bank_secrets_sealed: string | null;
  bank_answers_sealed: string | null;
  proxy_url_sealed: string | null;
  totp_secret_sealed: string | null;
  /** The time step of the last code generated from the secret; each step is used once. */
  totp_last_step: string | null;
  notification_endpoint_url: string | null;
  notification_auth_type: 'bearer' | 'api_key' | null;
  notification_auth_token_sealed: string | null;
  notification_signing_secret_sealed: string | null;
  /** The secret before the last rotation, which also signs for a day after it. */
  notification_previous_secret_sealed: string | null;
  notification_secret_rotated_at: NullableTime;
  notification_slack_url_sealed: string | null;
  notification_email: string | null;
  notification_events: Generated<string[]>;
  otp_wait_seconds: Generated<number>;
  max_codes_per_day: Generated<number>;
  fatal_after_failures: Generated<number>;
  sms_senders: Generated<string[]>;
  preferred_channels: Generated<string[]>;
  /** The URL of a mailbox whose mails are read like the messages of a relay. */
  mailbox_url_sealed: string | null;
  /** Whether evidence of failed logins is kept. */
  evidence: Generated<boolean>;
  /** Whether a login is tried again after the bank was unavailable. */
  retry_when_bank_unavailable: Generated<boolean>;
}

/** A login and the session that follows it: the projection of one assistedLogin workflow. */
export interface LoginsTable {
  id: string;
  account_id: string;
  workflow_id: string;
  bank_code: string;
  session_type: SessionType;
  login_mode: LoginMode;
  /** Copied from the configuration at the start; later changes apply from the next session on. */
  fatal_after_failures: Generated<number>;
  max_codes_per_day: Generated<number>;
  phase: Phase;
  /** The number of the last applied report. Reports of the same run with a smaller or equal number are outdated. */
  report_number: Generated<number>;
  /** The workflow run of that report. */
  run_id: string | null;
  started_at: Time;
  logged_in_at: NullableTime;
  ended_at: NullableTime;
  outcome: LoginOutcome | null;
  reason: string | null;
}

/** Accounts whose last login ended because the bank was unavailable, and which is tried again. */
export interface LoginRetriesTable {
  account_id: string;
  /** How many retries have been planned since a person or a program started the account. */
  tries: number;
  /** Null: none is planned. */
  retry_at: NullableTime;
}

interface RateLimitsTable {
  key: string;
  points: number;
  /** In milliseconds since 1970, by the database's clock. */
  expire: ColumnType<string, string, string>;
}

/** A copy of the configured credentials from the start of a login, deleted when the login has ended. */
interface LoginCredentialsTable {
  login_id: string;
  bank_username_sealed: string;
  bank_password_sealed: string;
  bank_secrets_sealed: string | null;
  bank_answers_sealed: string | null;
  proxy_url_sealed: string | null;
  totp_secret_sealed: string | null;
  preferred_channels: Generated<string[]>;
}

export interface AssistanceRequestsTable {
  id: string;
  login_id: string;
  account_id: string;
  status: RequestStatus;
  reason: string | null;
  type: ColumnType<RequestType, RequestType | undefined, never>;
  /** Of its `type`. */
  descriptor: ColumnType<RequestContent['descriptor'], string, string>;
  attempts: Generated<number>;
  max_attempts: number | null;
  previous_outcome: 'rejected' | null;
  bank_message: string | null;
  requested_at: Date;
  created_at: Time;
  expires_at: Date;
  /** Null when the bank offers no resend. */
  resend_available_at: NullableTime;
  ended_at: NullableTime;
  /** The transaction that inserted the row, which decides whether a cursor has seen it. */
  opened_in: Generated<string>;
}

export interface SubmissionsTable {
  id: string;
  request_id: string;
  login_id: string;
  account_id: string;
  /** HMAC of the code, bound to the login, or of another answer, bound to the request; under a key of the ring. */
  fingerprint: string;
  /** The label of the option that was chosen; null for codes and texts. */
  option_label: ColumnType<string | null, string | null | undefined, never>;
  actor: Json;
  created_at: Time;
  tried_at: NullableTime;
  outcome: SubmissionOutcome | null;
  outcome_at: NullableTime;
}

/** Steps that have begun at the bank. A recorded step is never taken again. */
export interface BankStepsTable {
  login_id: string;
  step: string;
  /** The activity attempt that took the step, which may repeat its request. */
  claim: string | null;
  started_at: Time;
}

/** Codes that the bank sent, or may have sent, counted against `max_codes_per_day`. */
export interface CodesSentTable {
  login_id: string;
  step: string;
  account_id: string;
  sent_at: Time;
}

/** The audit trail, also sent to sockets, streams and webhooks. Has no secrets. */
export interface EventsTable {
  /** Orders events. Internal, because it counts the events of all users. */
  id: Generated<string>;
  public_id: Generated<string>;
  user_id: string;
  account_id: string | null;
  type: string;
  actor: Json;
  details: Json;
  occurred_at: Time;
  /** The transaction that inserted the row, which decides whether a cursor has seen it. */
  recorded_in: Generated<string>;
}

/** One-time tickets, each of which opens one WebSocket for the sign-in that requested it. */
export interface RealtimeTicketsTable {
  ticket_hash: string;
  sign_in_id: string;
  user_id: string;
  expires_at: Date;
}

/** Idempotency keys, each with the submission recorded under it. */
export interface SubmissionClaimsTable {
  /** The credential that used the key: `user:<id>` or `key:<id>`. */
  credential: string;
  account_id: string;
  idempotency_key: string;
  /** HMAC of the parsed body. */
  body_fingerprint: string;
  submission_id: string;
  /** The code, text or option. Null once the submission was sent to its login. */
  sealed_code: string | null;
  created_at: Time;
}

/** Idempotency keys of session starts, each with the id of the login that it starts. */
export interface SessionStartKeysTable {
  credential: string;
  account_id: string;
  idempotency_key: string;
  login_id: string;
  created_at: Time;
}

/** The sealed state of a browser at a code page, from which another browser can continue. */
export interface CheckpointsTable {
  login_id: string;
  account_id: string;
  sealed: string;
  /** In which hold of the login it was saved. */
  hold_number: Generated<number>;
  saved_at: Time;
}

/** The picture on a login's code page, sealed: a PNG in base64. */
export interface CodePicturesTable {
  login_id: string;
  account_id: string;
  sealed: string;
  saved_at: Time;
}

/** What a bank's page showed when a login could not go on, sealed: JSON, and a PNG in base64. */
export interface FailureEvidenceTable {
  login_id: string;
  account_id: string;
  sealed: string;
  sealed_screenshot: string | null;
  /** Not sealed, because it says nothing of the page; null for evidence of older builds. */
  cause: string | null;
  taken_at: Time;
  expires_at: Date;
}

/** What a bank remembers a browser by, sealed; without the cookies of a single visit. */
export interface TrustedBrowsersTable {
  account_id: string;
  sealed: string;
  saved_at: Time;
}

/** The whole browser state of a logged-in session, sealed, for `/v1/accounts/:accountId/session`. */
export interface SessionStatesTable {
  login_id: string;
  account_id: string;
  sealed: string;
  /** In which hold of the login it was saved. */
  hold_number: Generated<number>;
  saved_at: Time;
}

/** Messages that arrived before the request that they answer. */
export interface HeldMessagesTable {
  id: string;
  /** The key or the mailbox that it came with. */
  key_id: string | null;
  mailbox_id: string | null;
  fingerprint: string;
  sealed: string;
  actor: Json;
  sent_at: Date;
  waiting_account_ids: string[];
  held_until: Time;
}

/** A part of a long message, until all of its parts have arrived. */
export interface MessagePartsTable {
  key_id: string;
  /** HMAC of what identifies the message. */
  message: string;
  part: number;
  sealed: string;
  received_at: Time;
}

/** What became of a message that came with an API key or from a mailbox. */
export interface RelayedMessagesTable {
  id: Generated<string>;
  key_id: string | null;
  mailbox_id: string | null;
  received_at: Time;
  /** The app's path; null for the general one. */
  format: string | null;
  /** Masked. */
  sender: string | null;
  time: string | null;
  result: string;
  account_id: string | null;
  request_id: string | null;
  /** The held message, until its fate is decided. */
  held_message_id: string | null;
  /** The submission of a message that was held, which says what became of it. */
  submission_id: string | null;
}

/** The key of all fingerprints, sealed: one row. */
export interface FingerprintKeyTable {
  sealed: string;
}

/** A mailbox that is read: its state, and how far. */
export interface MailboxesTable {
  id: string;
  /** Null for the mailbox of the installation. */
  account_id: string | null;
  /** HMAC of server, user and folder. */
  folder: string;
  uid_validity: string | null;
  last_uid: string | null;
  /** The process that reads it, and until when unless it renews its lease. */
  holder: string | null;
  leased_until: Time;
  state_since: NullableTime;
  problem: string | null;
  /** The refresh token that the token endpoint gave last, with the configured one that it replaces. */
  refresh_token_sealed: string | null;
}

/** The last heartbeat of each worker process. */
export interface WorkerBeatsTable {
  worker: string;
  beat_at: Time;
}

export interface Database {
  users: UsersTable;
  sign_ins: SignInsTable;
  recovery_codes: RecoveryCodesTable;
  password_resets: PasswordResetsTable;
  api_keys: ApiKeysTable;
  accounts: AccountsTable;
  account_configs: AccountConfigsTable;
  logins: LoginsTable;
  login_credentials: LoginCredentialsTable;
  login_retries: LoginRetriesTable;
  rate_limits: RateLimitsTable;
  assistance_requests: AssistanceRequestsTable;
  submissions: SubmissionsTable;
  bank_steps: BankStepsTable;
  codes_sent: CodesSentTable;
  events: EventsTable;
  realtime_tickets: RealtimeTicketsTable;
  submission_claims: SubmissionClaimsTable;
  session_start_keys: SessionStartKeysTable;
  fingerprint_key: FingerprintKeyTable;
  worker_beats: WorkerBeatsTable;
  checkpoints: CheckpointsTable;
  code_pictures: CodePicturesTable;
  failure_evidence: FailureEvidenceTable;
  trusted_browsers: TrustedBrowsersTable;
  session_states: SessionStatesTable;
  held_messages: HeldMessagesTable;
  message_parts: MessagePartsTable;
  relayed_messages: RelayedMessagesTable;
  mailboxes: MailboxesTable;
  notification_endpoints: NotificationEndpointsTable;
  deliveries: DeliveriesTable;
  delivery_attempts: DeliveryAttemptsTable;
  push_keys: PushKeysTable;
  push_subscriptions: PushSubscriptionsTable;
  pushes: PushesTable;
}

export type User = Selectable<UsersTable>;
export type SignIn = Selectable<SignInsTable>;
export type Account = Selectable<AccountsTable>;
export type AccountConfig = Selectable<AccountConfigsTable>;
export type Login = Selectable<LoginsTable>;
export type AssistanceRequest = Selectable<AssistanceRequestsTable>;
export type Submission = Selectable<SubmissionsTable>;
export type ApiKey = Selectable<ApiKeysTable>;
