import { z } from 'zod';
import type { AccountEventType } from '../../assistance/event-types.js';
import { toWireContent } from '../../assistance/wire-request-content.js';
import type { StreamedEvent } from '../../db/events/event-stream.js';
import { contentOf, type ShownRequest } from '../../db/logins/assistance-requests.js';
import { isoTime, timeSchema, uuidSchema } from '../access/wire-values.js';

/** The types of events that are sent in real time; others are only in the audit trail. */
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
    occurredAt: isoTime(event.occurred_at),
  });

/** The `assistance.requested` event of a request that is still pending, for new readers. */
export const pendingToRealtimeEvent = (row: ShownRequest, userId: string): RealtimeEvent => ({
  type: 'assistance.requested',
  userId,
  accountId: row.account_id,
  data: {
    requestId: row.id,
    ...toWireContent(contentOf(row), { accountId: row.account_id, requestId: row.id }),
    attempts: row.attempts,
    expires_at: isoTime(row.expires_at),
  },
  occurredAt: isoTime(row.created_at),
});
