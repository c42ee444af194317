import { z } from 'zod';
import type { AccountEventType } from '../../assistance/event-types.js';
import { toWireDescriptor } from '../../assistance/wire-descriptor.js';
import type { StreamedEvent } from '../../db/events/event-stream.js';
import type { AssistanceRequest } from '../../db/tables/schema.js';
import { time, timeSchema, uuidSchema } from '../access/wire-values.js';

/** What is told as it happens; whatever else is recorded stays in the audit trail. */
export const realtimeTypes = [
  'assistance.requested',
  'assistance.fulfilled',
  'assistance.cancelled',
  'assistance.rejected',
  'assistance.expired',
  'login.failed',
  'scrape.failed',
  'session.started',
  'session.stopped',
  'session.needs_attention',
  'account.blocked',
  'account.unblocked',
] as const satisfies AccountEventType[];

export const realtimeEventSchema = z.object({
  type: z.enum(realtimeTypes),
  userId: uuidSchema,
  accountId: uuidSchema,
  data: z.record(z.string(), z.unknown()),
  occurredAt: timeSchema,
});
export type RealtimeEvent = z.input<typeof realtimeEventSchema>;

export const toRealtimeEvent = (event: StreamedEvent): RealtimeEvent =>
  realtimeEventSchema.parse({
    type: event.type,
    userId: event.user_id,
    accountId: event.account_id,
    data: event.details,
    occurredAt: time(event.occurred_at),
  });

/** What a reader who comes late is told of a request that waits. */
export const pendingToRealtimeEvent = (row: AssistanceRequest, userId: string): RealtimeEvent => ({
  type: 'assistance.requested',
  userId,
  accountId: row.account_id,
  data: {
    requestId: row.id,
    descriptor: toWireDescriptor(row.descriptor),
    attempts: row.attempts,
    expires_at: time(row.expires_at),
  },
  occurredAt: time(row.created_at),
});
