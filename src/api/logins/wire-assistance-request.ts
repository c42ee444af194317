import { z } from 'zod';
import { requestStatusSchema } from '../../assistance/statuses.js';
import { toWireDescriptor, wireDescriptorSchema } from '../../assistance/wire-descriptor.js';
import type { ResendFacts } from '../../db/logins/account-status.js';
import type { AssistanceRequest } from '../../db/tables/schema.js';
import type { PendingRequest } from '../../temporal/login-messages.js';
import { time, timeOrNull, timeSchema, uuidSchema } from '../access/wire-values.js';

export const wireRequestSchema = z
  .object({
    id: uuidSchema,
    type: z.literal('otp'),
    descriptor: wireDescriptorSchema,
    attempts: z.int().meta({ description: 'How many codes were tried at the bank on this request.' }),
    status: requestStatusSchema,
    reason: z.string().nullable().meta({ description: 'Why it was cancelled.' }),
    created_at: timeSchema,
    requested_at: timeSchema.meta({ description: 'When the step began that made the bank send the code.' }),
    expires_at: timeSchema,
    attempts_remaining: z.int().nullable().meta({ description: 'Null when nothing tells it.' }),
    previous_outcome: z.literal('rejected').nullable(),
    bank_message: z.string().nullable().meta({ description: "What the bank's page says." }),
    resend: z
      .object({
        available: z.boolean(),
        available_at: timeSchema.nullable().meta({ description: 'Null when the bank offers no resend.' }),
        remaining: z.int().nullable().meta({
          description: "What the day's budget of codes has left; null when the bank offers no resend.",
        }),
      })
      .meta({ description: 'Whether the bank can be asked for another code.' }),
  })
  .meta({ id: 'AssistanceRequest', description: 'A code that the bank waits for, or waited for.' });

export type WireRequest = z.input<typeof wireRequestSchema>;

/** From the workflow's own words. */
export function liveToWireRequest(pending: PendingRequest, resendFacts: ResendFacts): WireRequest {
  return {
    id: pending.requestId,
    type: 'otp',
    descriptor: toWireDescriptor(pending.descriptor),
    attempts: pending.attempts,
    status: 'pending',
    reason: null,
    created_at: pending.createdAt,
    requested_at: pending.requestedAt,
    expires_at: pending.expiresAt,
    attempts_remaining: attemptsRemaining(pending.maxAttempts, pending.attempts),
    previous_outcome: pending.previousOutcome,
    bank_message: pending.bankMessage,
    resend: resendOf(
      pending.resendAvailableAt === null ? null : new Date(pending.resendAvailableAt),
      resendFacts,
    ),
  };
}

/** From the projection's row. */
export function toWireRequest(row: AssistanceRequest, resendFacts: ResendFacts): WireRequest {
  return {
    id: row.id,
    type: 'otp',
    descriptor: toWireDescriptor(row.descriptor),
    attempts: row.attempts,
    status: row.status,
    reason: row.reason,
    created_at: time(row.created_at),
    requested_at: time(row.requested_at),
    expires_at: time(row.expires_at),
    attempts_remaining: attemptsRemaining(row.max_attempts, row.attempts),
    previous_outcome: row.previous_outcome,
    bank_message: row.bank_message,
    // A request that is over cannot have another code sent.
    resend: resendOf(row.status === 'pending' ? row.resend_available_at : null, resendFacts),
  };
}

/** How many codes the bank still takes; null when nothing tells it. */
export const attemptsRemaining = (maxAttempts: number | null, attempts: number): number | null =>
  maxAttempts === null ? null : Math.max(0, maxAttempts - attempts);

function resendOf(availableAt: Date | null, { now, codesLeft }: ResendFacts): WireRequest['resend'] {
  if (availableAt === null) return { available: false, available_at: null, remaining: null };
  return {
    available: availableAt <= now && codesLeft > 0,
    available_at: timeOrNull(availableAt),
    remaining: codesLeft,
  };
}
