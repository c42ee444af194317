import { z } from 'zod';
import type { RequestType } from '../../assistance/request-content.js';
import { requestStatusSchema } from '../../assistance/statuses.js';
import { toWireContent, withWireContent } from '../../assistance/wire-request-content.js';
import type { ResendFacts } from '../../db/logins/account-status.js';
import { contentOf, type ShownRequest } from '../../db/logins/assistance-requests.js';
import type { PendingRequest } from '../../temporal/login-messages.js';
import { isoTime, isoTimeOrNull, timeSchema, uuidSchema } from '../access/wire-values.js';

/** The fields of a request, of whatever type. */
export const requestShape = {
  id: uuidSchema,
  attempts: z.int().meta({
    description:
      'How many codes or texts were tried at the bank for this request; 0 for a choice or an approval.',
  }),
  status: requestStatusSchema,
  reason: z.string().nullable().meta({ description: 'Why it was cancelled.' }),
  created_at: timeSchema,
  requested_at: timeSchema.meta({
    description:
      'Start of the step that made the bank send the code. Messages that are older belong to an earlier login.',
  }),
  expires_at: timeSchema,
  attempts_remaining: z.int().nullable().meta({
    description: 'How many more codes the bank accepts; null if unknown, and for other types than `otp`.',
  }),
  previous_outcome: z.literal('rejected').nullable(),
  bank_message: z.string().nullable().meta({ description: "The message on the bank's page, if any." }),
  resend: z
    .object({
      available: z.boolean(),
      available_at: timeSchema.nullable().meta({ description: 'Null if the bank does not offer a resend.' }),
      remaining: z.int().nullable().meta({
        description:
          'How many more codes the bank may send today (`max_codes_per_day`); null if it does not offer a resend.',
      }),
    })
    .meta({ id: 'ResendState' })
    .nullable()
    .meta({
      description: 'Whether the bank can be asked for another code. Null for other types than `otp`.',
    }),
};

export const wireRequestSchema = withWireContent('AssistanceRequest', requestShape).meta({
  id: 'AssistanceRequest',
  description: 'A request of the bank for help, pending or ended.',
});

export type WireRequest = z.input<typeof wireRequestSchema>;

/** Converts a pending request from the status of its workflow. */
export function liveToWireRequest(
  pending: PendingRequest,
  { accountId, resendFacts }: { accountId: string; resendFacts: ResendFacts },
): WireRequest {
  return {
    id: pending.requestId,
    ...toWireContent(pending, { accountId, requestId: pending.requestId }),
    attempts: pending.attempts,
    status: 'pending',
    reason: null,
    created_at: pending.createdAt,
    requested_at: pending.requestedAt,
    expires_at: pending.expiresAt,
    attempts_remaining: attemptsRemaining(pending),
    previous_outcome: pending.previousOutcome,
    bank_message: pending.bankMessage,
    resend:
      pending.type === 'otp'
        ? resendOf(
            pending.resendAvailableAt === null ? null : new Date(pending.resendAvailableAt),
            resendFacts,
          )
        : null,
  };
}

/** Converts a request from its row. */
export function toWireRequest(row: ShownRequest, resendFacts: ResendFacts): WireRequest {
  return {
    id: row.id,
    ...toWireContent(contentOf(row), { accountId: row.account_id, requestId: row.id }),
    attempts: row.attempts,
    status: row.status,
    reason: row.reason,
    created_at: isoTime(row.created_at),
    requested_at: isoTime(row.requested_at),
    expires_at: isoTime(row.expires_at),
    attempts_remaining: attemptsRemaining({ ...row, maxAttempts: row.max_attempts }),
    previous_outcome: row.previous_outcome,
    bank_message: row.bank_message,
    // A request that has ended cannot have another code sent.
    resend:
      row.type === 'otp'
        ? resendOf(row.status === 'pending' ? row.resend_available_at : null, resendFacts)
        : null,
  };
}

/** How many more codes the bank accepts; null if unknown, and for other types than `otp`. */
export const attemptsRemaining = (request: {
  type: RequestType;
  maxAttempts: number | null;
  attempts: number;
}): number | null =>
  request.type !== 'otp' || request.maxAttempts === null
    ? null
    : Math.max(0, request.maxAttempts - request.attempts);

function resendOf(availableAt: Date | null, { now, codesLeft }: ResendFacts): WireRequest['resend'] {
  if (availableAt === null) return { available: false, available_at: null, remaining: null };
  return {
    available: availableAt <= now && codesLeft > 0,
    available_at: isoTimeOrNull(availableAt),
    remaining: codesLeft,
  };
}
