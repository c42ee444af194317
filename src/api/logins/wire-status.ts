import { z } from 'zod';
import { blockReasonSchema, loginOutcomeSchema, phaseSchema } from '../../assistance/statuses.js';
import type { AccountStatus } from '../../db/logins/account-status.js';
import type { Login } from '../../db/tables/schema.js';
import { toWireRequest, wireRequestSchema } from './wire-assistance-request.js';
import { isoTime, timeSchema, uuidSchema } from '../access/wire-values.js';

const lastSessionSchema = z
  .object({
    outcome: loginOutcomeSchema,
    reason: z.string().nullable(),
    started_at: timeSchema,
    ended_at: timeSchema,
  })
  .meta({ id: 'LastSession' });

export const wireStatusSchema = z
  .object({
    account_id: uuidSchema,
    session_running: z.boolean(),
    pending_assistance: wireRequestSchema.nullable(),
    session: z
      .object({ phase: phaseSchema, started_at: timeSchema, workflow_id: z.string() })
      .meta({ id: 'OpenSession' })
      .nullable()
      .meta({ description: 'The open session, or null.' }),
    last_session: lastSessionSchema
      .nullable()
      .meta({ description: 'The last session that has ended, or null.' }),
    blocked: z.object({ at: timeSchema, reason: blockReasonSchema }).meta({ id: 'Block' }).nullable(),
  })
  .meta({ id: 'StatusOfAccount' });

export function toWireStatus(accountId: string, status: AccountStatus): z.input<typeof wireStatusSchema> {
  const { block, openLogin, lastLogin, request, resendFacts } = status;
  return {
    account_id: accountId,
    session_running: openLogin !== undefined,
    pending_assistance: request ? toWireRequest(request, resendFacts) : null,
    session: openLogin
      ? {
          phase: openLogin.phase,
          started_at: isoTime(openLogin.started_at),
          workflow_id: openLogin.workflow_id,
        }
      : null,
    last_session: lastLogin ? toWireEnd(lastLogin) : null,
    blocked:
      block.blocked_at && block.blocked_reason
        ? { at: isoTime(block.blocked_at), reason: block.blocked_reason }
        : null,
  };
}

const toWireEnd = ({
  outcome,
  reason,
  started_at,
  ended_at,
}: Pick<Login, 'outcome' | 'reason' | 'started_at' | 'ended_at'>) => ({
  // Every row that has ended has an outcome; this satisfies the type.
  outcome: outcome ?? 'error',
  reason,
  started_at: isoTime(started_at),
  ended_at: isoTime(ended_at ?? started_at),
});
