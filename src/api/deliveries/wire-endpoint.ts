import { z } from 'zod';
import { notificationEventSchema } from '../../assistance/notifications/notification-events.js';
import type { NotificationEndpoint } from '../../db/tables/delivery-tables.js';
import { endpointTokenSchema } from '../access/endpoint-url.js';
import { isoTime, nameSchema, textSchema, timeSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

/** Sent in place of a secret that is set. */
const mask = '********';

const transportSchema = z.enum(['webhook', 'slack', 'email']);
const authTypeSchema = z.enum(['bearer', 'api_key']);
const unique = <T>(values: T[]): T[] => [...new Set(values)];

const settings = {
  name: nameSchema,
  events: z.array(notificationEventSchema).min(1).max(50).transform(unique),
  banks: z
    .array(textSchema(1, 100))
    .min(1)
    .max(200)
    .transform(unique)
    .nullable()
    .meta({ description: 'Codes of banks: only accounts there. Null for all.' }),
  account_ids: z
    .array(uuidParam)
    .min(1)
    .max(1_000)
    .transform(unique)
    .nullable()
    .meta({ description: 'Only these accounts. Null for all, including future ones.' }),
  escalate_after_seconds: z.int().min(0).max(840).meta({
    description:
      'Escalation: `assistance_required` is sent only when the request has waited this long without an accepted answer. 0 sends it at once. Other events are always sent at once.',
  }),
  auth_type: authTypeSchema.nullable(),
  auth_token: endpointTokenSchema.nullable(),
};

export const newEndpointSchema = z
  .strictObject({
    ...settings,
    transport: transportSchema,
    destination: z
      .string()
      .max(2_000)
      .meta({
        description: 'A URL for `webhook` and `slack`, an e-mail address for `email`.',
        examples: ['https://example.com/assisted-login'],
      }),
    banks: settings.banks.default(null),
    account_ids: settings.account_ids.default(null),
    escalate_after_seconds: settings.escalate_after_seconds.default(0),
    auth_type: settings.auth_type.default(null),
    auth_token: settings.auth_token.default(null),
  })
  .meta({
    id: 'NewNotificationEndpoint',
    override: {
      examples: [
        {
          name: 'Operations',
          transport: 'webhook',
          destination: 'https://example.com/assisted-login',
          events: ['assistance_required', 'login_failed'],
          escalate_after_seconds: 0,
        },
      ],
    },
  });
export type NewEndpoint = z.output<typeof newEndpointSchema>;

export const endpointChangeSchema = z
  .strictObject({
    ...settings,
    destination: z.string().max(2_000),
    auth_token: z.union([z.literal(mask), endpointTokenSchema]).nullable(),
    rotate_signing_secret: z.boolean(),
    enabled: z.literal(true).meta({ description: 'Puts an endpoint that answered 410 back into use.' }),
  })
  .partial()
  .meta({
    id: 'NotificationEndpointChange',
    description: 'A field that is missing is unchanged.',
    override: { examples: [{ events: ['assistance_required'], escalate_after_seconds: 60 }] },
  });
export type WireEndpointChange = z.output<typeof endpointChangeSchema>;

/** Whether a token was sent back as its mask, which keeps it. */
export const isMask = (token: string | null | undefined): boolean => token === mask;

export const wireEndpointSchema = z
  .object({
    id: uuidSchema,
    name: z.string(),
    transport: transportSchema,
    destination: z.string().meta({ description: 'The mask for a chat, whose URL is a secret.' }),
    events: z.array(notificationEventSchema),
    banks: z.array(z.string()).nullable(),
    account_ids: z.array(uuidSchema).nullable(),
    escalate_after_seconds: z.int(),
    auth_type: authTypeSchema.nullable(),
    auth_token: z.literal(mask).nullable(),
    signing_secret: z.string().nullable().meta({
      description:
        'In plain text in the response that generated it; otherwise the mask. Null without a webhook.',
    }),
    disabled_reason: z.string().nullable().meta({
      description: 'Why nothing is sent any more: `endpoint_gone` after an answer with 410.',
    }),
    created_at: timeSchema,
  })
  .meta({ id: 'NotificationEndpoint' });

export const toWireEndpoint = (endpoint: NotificationEndpoint): z.input<typeof wireEndpointSchema> => ({
  id: endpoint.id,
  name: endpoint.name,
  transport: endpoint.transport,
  destination: endpoint.transport === 'slack' ? mask : endpoint.destination,
  events: notificationEventSchema.array().parse(endpoint.events),
  banks: endpoint.bank_codes,
  account_ids: endpoint.account_ids,
  escalate_after_seconds: endpoint.escalate_after_seconds,
  auth_type: endpoint.auth_type,
  auth_token: endpoint.token_sealed === null ? null : mask,
  signing_secret: endpoint.signing_secret_sealed === null ? null : mask,
  disabled_reason: endpoint.disabled_reason,
  created_at: isoTime(endpoint.created_at),
});
