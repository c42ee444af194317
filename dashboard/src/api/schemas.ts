import * as z from 'zod/mini';

/**
 * The API's responses, as far as the dashboard reads them. Unknown fields are dropped. Unknown values (a new
 * outcome, for example) are kept as text, so that a page that was loaded before an update still shows them. Fields that the
 * release before does not send have a default: during an update, a new page can reach an older server.
 */

const time = z.string();
const nullable = z.nullable;

export const userSchema = z.object({ id: z.string(), email: z.string(), name: nullable(z.string()) });
export type User = z.infer<typeof userSchema>;

export const signInSchema = z.object({ user: userSchema });

/** What an account must hold besides user name and password. */
const bankSecretSchema = z.object({ name: z.string(), label: z.string(), private: z.boolean() });
export type BankSecret = z.infer<typeof bankSecretSchema>;

export const bankSchema = z.object({
  id: z.string(),
  code: z.string(),
  name: z.string(),
  loginUrl: z.nullable(z.string()),
  status: z.enum(['ready', 'failed']),
  neverSendsCodes: z._default(z.boolean(), false),
  secrets: z.array(bankSecretSchema),
});
export type Bank = z.infer<typeof bankSchema>;

export const accountSchema = z.object({
  id: z.string(),
  bank: z.string(),
  name: z.string(),
  status: z.string(),
  sessionStatus: nullable(z.enum(['running', 'needs_attention', 'stopped'])),
  assistedPersistent: z.boolean(),
  scrapeBlockedAt: nullable(time),
  scrapeBlockedReason: nullable(z.string()),
  /** The open session, or else the last one. */
  latestSession: nullable(
    z.object({
      phase: nullable(z.string()),
      loggedInAt: nullable(time),
      endedAt: nullable(time),
      outcome: nullable(z.string()),
      reason: nullable(z.string()),
    }),
  ),
  /** One character for each hour until `until` (src/assistance/last-day.ts). */
  lastDay: z._default(nullable(z.object({ hours: z.string(), until: time })), null),
  /** When the login is tried again because the bank was unavailable. */
  retryAt: z._default(nullable(time), null),
});
export type Account = z.infer<typeof accountSchema>;

export const descriptorSchema = z.object({
  length: nullable(z.number()),
  min_length: z.optional(z.number()),
  type: z.enum(['numeric', 'alphanumeric']),
  purpose: z.optional(z.string()),
  channel: z.string(),
  destination: z.optional(z.string()),
});
export type Descriptor = z.infer<typeof descriptorSchema>;

const optionSchema = z.object({
  id: z.string(),
  label: z.string(),
  channel: z.string(),
  destination: z.optional(z.string()),
});
export type ChoiceOption = z.infer<typeof optionSchema>;

/** What a request asks for. */
export const contentSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('otp'),
    /** `picture`: the path of a picture below `/v1`. */
    descriptor: z.extend(descriptorSchema, { picture: z.optional(z.string()) }),
  }),
  z.object({ type: z.literal('choice'), descriptor: z.object({ options: z.array(optionSchema) }) }),
  z.object({
    type: z.literal('approval'),
    descriptor: z.object({
      message: z.optional(z.string()),
      compare: z.optional(z.string()),
      options: z.array(z.object({ id: z.string(), label: z.string() })),
    }),
  }),
  z.object({ type: z.literal('question'), descriptor: z.object({ text: z.string() }) }),
]);
export type RequestContent = z.infer<typeof contentSchema>;

export const requestSchema = z.intersection(
  z.object({
    id: z.string(),
    attempts: z.number(),
    status: z.enum(['pending', 'fulfilled', 'cancelled', 'expired']),
    reason: nullable(z.string()),
    created_at: time,
    requested_at: time,
    expires_at: time,
    attempts_remaining: nullable(z.number()),
    previous_outcome: nullable(z.literal('rejected')),
    bank_message: nullable(z.string()),
    resend: nullable(
      z.object({
        available: z.boolean(),
        available_at: nullable(time),
        remaining: nullable(z.number()),
      }),
    ),
  }),
  contentSchema,
);
export type AssistanceRequest = z.infer<typeof requestSchema>;

/** Pending requests of several accounts. */
export const pendingSchema = z.object({
  pending: z.array(z.object({ account_id: z.string(), request: requestSchema })),
});
export type PendingRequests = z.infer<typeof pendingSchema>['pending'];

export type RequestType = AssistanceRequest['type'];
/** A request that waits for an answer, and its account. */
export interface Waiting {
  accountId: string;
  request: AssistanceRequest;
}
/** The request of one type. */
export type RequestOf<Type extends RequestType> = Extract<AssistanceRequest, { type: Type }>;

export const pastRequestSchema = z.intersection(requestSchema, z.object({ ended_at: nullable(time) }));
export type PastRequest = z.infer<typeof pastRequestSchema>;

export const submittedSchema = z.object({
  submitted: z.boolean(),
  submission_id: z.string(),
  request_id: z.string(),
  outcome: z.optional(nullable(z.string())),
});
export type Submitted = z.infer<typeof submittedSchema>;

/** Who did something: a user, an API key or the system. */
export const actorSchema = z.object({
  kind: z.string(),
  id: z.optional(nullable(z.string())),
  name: z.optional(nullable(z.string())),
  address: z.optional(nullable(z.string())),
});
export type Actor = z.infer<typeof actorSchema>;

/** A submission of the account's list. `outcome` is null until the bank has answered. */
export const submissionSchema = z.object({
  submission_id: z.string(),
  request_id: z.string(),
  outcome: nullable(z.string()),
  /** The label of the option that was chosen; absent for a code or a text. */
  option: z.optional(nullable(z.string())),
  at: time,
  submitted_at: time,
  actor: z.optional(nullable(actorSchema)),
});
export type Submission = z.infer<typeof submissionSchema>;

export const sessionSchema = z.object({
  id: z.string(),
  phase: z.optional(nullable(z.string())),
  workflow_id: z.optional(nullable(z.string())),
  run_id: z.optional(nullable(z.string())),
  started_at: time,
  logged_in_at: z.optional(nullable(time)),
  ended_at: nullable(time),
  outcome: nullable(z.string()),
  reason: nullable(z.string()),
  has_evidence: z.optional(z.boolean()),
  failure_cause: z.optional(nullable(z.string())),
});
export type LoginSession = z.infer<typeof sessionSchema>;

/** What the bank's page showed when a session failed. */
export const evidenceSchema = z.object({
  cause: z.string(),
  was_slow: z.optional(z.boolean()),
  after: nullable(z.string()),
  waited_for: nullable(z.object({ selector: z.string() })),
  address: nullable(z.string()),
  title: z.string(),
  http_status: nullable(z.number()),
  pages: z.array(
    z.object({
      place: z.number(),
      is: z.string(),
      entry: z.string(),
      matched: z.boolean(),
      why_not: nullable(z.string()),
      near: nullable(z.string()),
    }),
  ),
  invalid_selectors: z.optional(
    z.array(z.object({ path: z.array(z.union([z.string(), z.number()])), selector: z.string() })),
  ),
  covers: z.array(z.object({ element: z.string() })),
  elements: z.array(z.object({ kind: z.string(), label: z.string(), covered: z.boolean() })),
  suggestions: z.array(
    z.object({ action: z.string(), path: z.array(z.union([z.string(), z.number()])), yaml: z.string() }),
  ),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const deliverySchema = z.object({
  id: z.string(),
  transport: z.string(),
  type: z.string(),
  status: z.string(),
  reason: nullable(z.string()),
  attempts: z.number(),
  created_at: time,
  next_attempt_at: nullable(time),
  last_attempt: nullable(
    z.object({
      url: z.string(),
      status: nullable(z.number()),
      error: nullable(z.string()),
      duration_ms: z.number(),
    }),
  ),
});
export type Delivery = z.infer<typeof deliverySchema>;

export const eventSchema = z.object({
  id: z.string(),
  type: z.string(),
  actor: nullable(actorSchema),
  details: z.optional(nullable(z.record(z.string(), z.unknown()))),
  occurred_at: time,
});
export type AuditEvent = z.infer<typeof eventSchema>;

export const configSchema = z.object({
  session_type: z.enum(['one-shot', 'persistent']),
  login_mode: z.enum(['simple', 'assisted']),
  bank_username: nullable(z.string()),
  has_bank_password: z.boolean(),
  has_bank_secrets: z.record(z.string(), z.boolean()),
  bank_answers: z.array(z.object({ question: z.string() })),
  preferred_channels: z.array(z.string()),
  has_proxy_url: z.boolean(),
  has_mailbox_url: z.boolean(),
  notification_endpoint_url: nullable(z.string()),
  notification_auth_type: nullable(z.enum(['bearer', 'api_key'])),
  notification_auth_token: nullable(z.string()),
  notification_events: z.array(z.string()),
  otp_wait_seconds: z.number(),
  max_codes_per_day: z.number(),
  fatal_after_failures: z.number(),
  evidence: z.boolean(),
  retry_when_bank_unavailable: z._default(z.boolean(), false),
  has_totp_secret: z.boolean(),
  sms_senders: z.array(z.string()),
  notification_signing_secret: nullable(z.string()),
  notification_slack_url: nullable(z.string()),
  notification_email: nullable(z.string()),
});
export type AccountConfig = z.infer<typeof configSchema>;
export type ConfigChange = Partial<
  Omit<
    AccountConfig,
    'has_bank_password' | 'has_bank_secrets' | 'has_proxy_url' | 'has_mailbox_url' | 'has_totp_secret'
  > & {
    bank_password: string | null;
    bank_secrets: Record<string, string | null>;
    bank_answers: { question: string; answer?: string }[];
    totp_secret: string | null;
    proxy_url: string | null;
    mailbox_url: string | null;
    rotate_signing_secret: boolean;
  }
>;

export const apiKeySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(z.string()),
  account_ids: nullable(z.array(z.string())),
  created_at: time,
  last_used_at: nullable(time),
  last_message_at: nullable(time),
  revoked_at: nullable(time),
  has_signing_secret: z.boolean(),
  has_relay_settings: z.boolean(),
});
export type ApiKey = z.infer<typeof apiKeySchema>;

export const apiKeysSchema = z.object({ keys: z.array(apiKeySchema), available_scopes: z.array(z.string()) });
export const newApiKeySchema = z.extend(apiKeySchema, { key: z.string() });
export type NewApiKey = z.infer<typeof newApiKeySchema>;

export const problemSchema = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    details: z.optional(z.record(z.string(), z.unknown())),
  }),
});

export const ticketSchema = z.object({ ticket: z.string() });
export const realtimeEventSchema = z.object({ type: z.string(), accountId: nullable(z.string()) });

export const page = <T extends z.ZodMiniType>(item: T) =>
  z.object({ items: z.array(item), next_cursor: nullable(z.string()) });
