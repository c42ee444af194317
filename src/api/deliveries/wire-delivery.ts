import { z } from 'zod';
import { notificationSchemas } from '../../assistance/notifications/wire-notification.js';
import { notificationEventSchema } from '../../assistance/notifications/notification-events.js';
import type { DeliverySummary, findDelivery } from '../../db/deliveries/deliveries.js';
import type { Delivery, DeliveryAttempt } from '../../db/tables/delivery-tables.js';
import { isoTime, isoTimeOrNull, timeSchema, uuidSchema } from '../access/wire-values.js';

const attemptSchema = z
  .object({
    number: z.int(),
    at: timeSchema,
    duration_ms: z.int(),
    url: z
      .string()
      .meta({ description: 'Where it was sent; only the origin of a chat webhook, `mailto:` for e-mail.' }),
    status: z.int().nullable().meta({
      description: 'The HTTP status or the reply code of the mail server; null if there was no response.',
    }),
    error: z.string().nullable().meta({ description: 'Why there was no response.' }),
    answer: z.string().nullable().meta({ description: 'The beginning of the response, without secrets.' }),
  })
  .meta({ id: 'DeliveryAttempt' });

export const deliveryStatusSchema = z.enum(['pending', 'delivered', 'failed', 'obsolete']);

const facts = {
  id: uuidSchema,
  account_id: uuidSchema,
  endpoint_id: uuidSchema
    .nullable()
    .meta({ description: "The user's endpoint that it went to; null for the account's own." }),
  webhook_id: uuidSchema.meta({ description: 'The `webhook-id` header of every attempt.' }),
  redelivery_of: uuidSchema.nullable(),
  transport: z.enum(['webhook', 'slack', 'email']),
  type: z.enum([...notificationEventSchema.options, 'test']),
  status: deliveryStatusSchema.meta({
    description: '`obsolete`: it was no longer relevant, or its channel is no longer configured.',
  }),
  reason: z.string().nullable().meta({ description: 'Why it failed or became obsolete.' }),
  attempts: z.int(),
  created_at: timeSchema,
  next_attempt_at: timeSchema.nullable(),
  ended_at: timeSchema.nullable(),
};

export const wireDeliverySchema = z
  .object({ ...facts, last_attempt: attemptSchema.nullable() })
  .meta({ id: 'Delivery', description: 'A notification that is being or was delivered.' });

export const wireDeliveryLogSchema = z
  .object({
    ...facts,
    body: z
      // A test, and what an earlier version planned, may have other fields.
      .union([...notificationSchemas.map(({ schema }) => schema), z.record(z.string(), z.unknown())])
      .meta({ description: 'The body of the webhook; chat and e-mail contain it as text.' }),
    log: z.array(attemptSchema),
  })
  .meta({ id: 'DeliveryLog', description: 'A delivery with all its attempts, newest first.' });

const bodySchema = z.record(z.string(), z.unknown());

const toFacts = (delivery: Delivery) => ({
  id: delivery.id,
  account_id: delivery.account_id,
  endpoint_id: delivery.endpoint_id,
  webhook_id: delivery.message_id,
  redelivery_of: delivery.redelivery_of,
  transport: delivery.transport,
  type: delivery.type,
  status: delivery.status,
  reason: delivery.reason,
  attempts: delivery.attempts,
  created_at: isoTime(delivery.planned_at),
  next_attempt_at: isoTimeOrNull(delivery.next_attempt_at),
  ended_at: isoTimeOrNull(delivery.ended_at),
});

export function toWireDelivery(row: DeliverySummary): z.input<typeof wireDeliverySchema> {
  const { last_at: at, last_url: url, last_duration_ms: durationMs } = row;
  const wasTried = at !== null && url !== null && durationMs !== null;
  return {
    ...toFacts(row),
    last_attempt: wasTried
      ? {
          number: row.attempts,
          at: isoTime(at),
          duration_ms: durationMs,
          url,
          status: row.last_status,
          error: row.last_error,
          answer: row.last_answer,
        }
      : null,
  };
}

export function toWireDeliveryLog(
  delivery: NonNullable<Awaited<ReturnType<typeof findDelivery>>>,
): z.input<typeof wireDeliveryLogSchema> {
  return {
    ...toFacts(delivery),
    body: bodySchema.parse(JSON.parse(delivery.body)),
    log: delivery.log.map(toWireAttempt),
  };
}

const toWireAttempt = (attempt: DeliveryAttempt) => ({
  number: attempt.number,
  at: isoTime(attempt.at),
  duration_ms: attempt.duration_ms,
  url: attempt.url,
  status: attempt.status,
  error: attempt.error,
  answer: attempt.answer,
});
