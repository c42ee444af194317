import { z } from 'zod';
import type { ZodOpenApiOverrideMeta } from 'zod-openapi';
import { accountSettings } from '../../assistance/account-settings.js';
import { notificationEvents } from '../../assistance/notifications/notifications.js';
import { notificationEventSchema } from '../../assistance/notifications/notification-events.js';
import { channelSchema } from '../../assistance/descriptor.js';
import { parseMailboxUrl } from '../../assistance/mailbox-url.js';
import { parseProxyUrl } from '../../assistance/proxy-url.js';
import { loginModes, sessionTypes } from '../../assistance/statuses.js';
import { endpointTokenSchema, endpointUrlSchema } from '../access/endpoint-url.js';
import { textSchema } from '../access/wire-values.js';

/** Sent in place of a secret that is set. A client that sends it back keeps the secret. */
export const mask = '********';

const authTypes = ['bearer', 'api_key'] as const;

/** The base32 secret of an authenticator app, as users copy it: in groups, in upper or lower case, with or without padding. */
const totpSecretSchema = z
  .string()
  .max(300)
  .transform((typed) => typed.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase())
  .pipe(z.string().regex(/^[A-Z2-7]{16,200}$/, 'must be 16 to 200 characters of base32'));

const proxySchema = z
  .string()
  .max(1_000)
  .superRefine((text, context) => {
    const parsed = parseProxyUrl(text);
    if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
  });

/** Refresh tokens have up to 4,000 characters. */
const mailboxSchema = z
  .string()
  .max(6_000)
  .superRefine((text, context) => {
    const parsed = parseMailboxUrl(text);
    if ('problem' in parsed) context.addIssue({ code: 'custom', message: parsed.problem });
  });

/** `whsec_` and 24 to 64 bytes in base64, as specified by Standard Webhooks. */
const signingSecretSchema = z
  .string()
  .regex(/^whsec_[A-Za-z0-9+/]{32,88}={0,2}$/, 'must be whsec_ and 24 to 64 bytes in base64');

export const preferredChannelSchema = channelSchema.exclude(['unknown']);

/** A bank's text may be as long (`cleanBankText`). */
const questionSchema = textSchema(1, 300).trim().min(1);

/** Documented as a text, as the mask is one, too. */
const describeSecret: ZodOpenApiOverrideMeta = ({ jsonSchema }) => {
  delete jsonSchema.anyOf;
  jsonSchema.type = 'string';
};

const maskOr = <S extends z.ZodType>(schema: S) =>
  z.union([z.literal(mask), schema]).meta({
    description: 'Sent as its mask, it is kept.',
    override: describeSecret,
  });

/**
 * User name and password at the bank: null keeps the value, as clients of Reconbanker mean it, and an empty text clears
 * it, that is, is parsed to null.
 */
const credentialSchema = textSchema(0, 200)
  .nullable()
  .transform((text) => (text === null ? undefined : text === '' ? null : text))
  .meta({ description: 'Null keeps the value, an empty text clears it.' });

/** Reconbanker's name of `login_failed`. */
const connectionFailed = 'connection_failed';
const subscribedEventSchema = z
  .enum([...notificationEvents, connectionFailed])
  .transform((event) => (event === connectionFailed ? 'login_failed' : event));

const ignored = z.unknown().meta({ description: 'Accepted and ignored.' });

/** Fields of Reconbanker's configuration that mean nothing here. */
const ignoredFields = {
  pending_orders_endpoint: ignored,
  webhook_url: ignored,
  retry_limit: ignored,
  polling_method: ignored,
  polling_body: ignored,
  auth_type: ignored,
  auth_token: ignored,
  webhook_auth_type: ignored,
  webhook_auth_token: ignored,
  notify_on_expired: ignored,
  webhook_extra_fields: ignored,
  silent_ingestion: ignored,
  notification_transport: ignored,
  notification_slack_channel: ignored,
};

/** Fields of the answer that cannot be set, accepted so that a client can send back what it has read. */
const readOnlyFields = {
  has_bank_password: ignored,
  has_bank_secrets: ignored,
  has_proxy_url: ignored,
  has_mailbox_url: ignored,
  has_totp_secret: ignored,
};

/** The body of a PUT. A missing field is unchanged; null clears a secret and resets a setting to its default. */
export const configChangeSchema = z
  .strictObject({
    ...ignoredFields,
    ...readOnlyFields,
    session_type: accountSettings.session_type.nullable(),
    login_mode: accountSettings.login_mode.nullable(),
    bank_username: credentialSchema,
    bank_password: credentialSchema,
    bank_secrets: z
      .record(z.string().max(64), maskOr(textSchema(1, 200)).nullable())
      .nullable()
      .meta({
        description:
          "What the bank asks for besides user name and password, by the names in the bank's `secrets` (`GET /banks`). Merged: a name with null clears that one, null clears all.",
      }),
    bank_answers: z
      .array(z.object({ question: questionSchema, answer: maskOr(textSchema(1, 200)).optional() }))
      .max(50)
      .nullable()
      .meta({
        description:
          "Answers to the bank's questions. Questions are compared without regard to case. Replaces the whole list; an entry without `answer` keeps the answer to the same question.",
      }),
    proxy_url: maskOr(proxySchema).nullable().meta({
      description:
        'The proxy through which the browser reaches the bank, of type http, https or socks5; the first two with a user name and a password if need be. Treated as a secret.',
    }),
    mailbox_url: maskOr(mailboxSchema).nullable().meta({
      description:
        'A mailbox that gets the codes of this account, such as `imaps://user%40mail.example:password@imap.mail.example/INBOX`. With OAuth, the refresh token stands in place of the password, followed by `?token_endpoint=…&client_id=…&client_secret=…`. Its new mails are read like the messages of a relay, and never changed. Treated as a secret.',
    }),
    preferred_channels: z
      .array(preferredChannelSchema)
      .max(10)
      .transform((channels) => [...new Set(channels)])
      .nullable()
      .meta({ description: 'How codes should be sent where the bank offers a choice, most wanted first.' }),
    notification_endpoint_url: endpointUrlSchema.nullable(),
    notification_auth_type: z.enum(authTypes).nullable(),
    notification_auth_token: maskOr(endpointTokenSchema).nullable(),
    notification_slack_url: maskOr(endpointUrlSchema)
      .nullable()
      .meta({ description: 'An incoming webhook of Slack or a compatible chat. Treated as a secret.' }),
    notification_email: z.email().max(254).nullable(),
    notification_events: z
      .array(subscribedEventSchema)
      .max(50)
      .transform((events) => [...new Set(events)])
      .nullable(),
    otp_wait_seconds: accountSettings.otp_wait_seconds.nullable(),
    max_codes_per_day: accountSettings.max_codes_per_day.nullable(),
    fatal_after_failures: accountSettings.fatal_after_failures.nullable(),
    evidence: accountSettings.evidence.nullable().meta({
      description:
        'Whether it is kept for some days what the bank’s page showed when a login could not go on, without secrets. Default true.',
    }),
    retry_when_bank_unavailable: z.boolean().nullable().meta({
      description:
        'Whether a login that ends as `bank_unavailable` is tried again after 5, 15 and 45 minutes. Only for banks with `neverSendsCodes` (`GET /banks`): a retry must not make a bank send a code that nobody asked for. Default false.',
    }),
    totp_secret: maskOr(totpSecretSchema).nullable(),
    sms_senders: z.array(textSchema(1, 50)).max(50).nullable(),
    notification_signing_secret: maskOr(signingSecretSchema)
      .nullable()
      .meta({ description: 'Null generates a new one if there is an endpoint URL.' }),
    rotate_signing_secret: z
      .boolean()
      .meta({ description: 'True generates a new signing secret, which only this response contains.' }),
  })
  .partial()
  .meta({
    id: 'ConfigChange',
    // zod leaves `examples` out where a field is transformed.
    override: {
      examples: [
        {
          session_type: 'persistent',
          login_mode: 'assisted',
          bank_username: 'ana',
          bank_password: 'her password at the bank',
          otp_wait_seconds: 180,
        },
      ],
    },
  });

export type WireConfigChange = z.output<typeof configChangeSchema>;

/**
 * Whether a change sets or clears a secret, generates a new one, or sends notifications to another webhook or e-mail
 * address. A mask keeps the secret that is there.
 */
export const changesSecrets = (change: WireConfigChange): boolean =>
  change.bank_username !== undefined ||
  change.bank_password !== undefined ||
  change.bank_secrets !== undefined ||
  change.bank_answers !== undefined ||
  change.notification_endpoint_url !== undefined ||
  change.notification_email !== undefined ||
  change.rotate_signing_secret === true ||
  [
    change.proxy_url,
    change.mailbox_url,
    change.totp_secret,
    change.notification_auth_token,
    change.notification_slack_url,
    change.notification_signing_secret,
  ].some((secret) => secret !== undefined && secret !== mask);

export const wireConfigSchema = z
  .object({
    session_type: z.enum(sessionTypes),
    login_mode: z.enum(loginModes),
    bank_username: z.string().nullable(),
    has_bank_password: z.boolean(),
    has_bank_secrets: z
      .record(z.string(), z.literal(true))
      .meta({ description: 'The names of those that are set.' }),
    bank_answers: z.array(z.object({ question: z.string() })),
    has_proxy_url: z.boolean(),
    has_mailbox_url: z.boolean(),
    preferred_channels: z.array(preferredChannelSchema),
    notification_endpoint_url: z.string().nullable(),
    notification_auth_type: z.enum(authTypes).nullable(),
    notification_auth_token: z.literal(mask).nullable(),
    notification_slack_url: z.literal(mask).nullable(),
    notification_email: z.string().nullable(),
    notification_events: z.array(notificationEventSchema),
    otp_wait_seconds: z.int(),
    max_codes_per_day: z.int(),
    fatal_after_failures: z.int(),
    evidence: z.boolean(),
    retry_when_bank_unavailable: z.boolean(),
    has_totp_secret: z.boolean(),
    sms_senders: z.array(z.string()),
    notification_signing_secret: z.string().nullable().meta({
      description: 'In plain text in the response to the PUT that generated it; otherwise the mask or null.',
    }),
  })
  .meta({ id: 'AccountConfig' });

export type WireConfig = z.input<typeof wireConfigSchema>;
