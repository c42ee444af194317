import { z } from 'zod';

/** Names of states, outcomes and reasons, as they appear on the wire. Workflows, API, database and dashboard share them. Their ids name them in the OpenAPI document. */

export const loginModes = ['simple', 'assisted'] as const;
export type LoginMode = (typeof loginModes)[number];

export const sessionTypes = ['one-shot', 'persistent'] as const;
export type SessionType = (typeof sessionTypes)[number];

export const phaseSchema = z
  .enum(['starting', 'logging_in', 'waiting_for_code', 'submitting_code', 'running', 'stopping'])
  .meta({ id: 'Phase' });
export type Phase = z.infer<typeof phaseSchema>;

export const requestStatusSchema = z
  .enum(['pending', 'fulfilled', 'cancelled', 'expired'])
  .meta({ id: 'RequestStatus' });
export type RequestStatus = z.infer<typeof requestStatusSchema>;

/** Why a request was withdrawn. */
export const cancelReasonSchema = z
  .enum([
    'attempts_exhausted',
    'account_locked',
    'access_denied',
    'approval_refused',
    'replaced',
    'stopped',
    'session_lost',
    'bank_unavailable',
    'page_not_recognised',
    'error',
  ])
  .meta({ id: 'CancelReason' });
export type CancelReason = z.infer<typeof cancelReasonSchema>;

/** How a login ended. */
export const loginOutcomeSchema = z
  .enum([
    'logged_in',
    'expired',
    'attempts_exhausted',
    'account_locked',
    'bad_credentials',
    'password_expired',
    'access_denied',
    'approval_refused',
    'code_required',
    'cancelled',
    'session_lost',
    'bank_unavailable',
    'page_not_recognised',
    'error',
  ])
  .meta({ id: 'LoginOutcome' });
export type LoginOutcome = z.infer<typeof loginOutcomeSchema>;

/** How a session that had logged in ended. */
export const sessionEndReasonSchema = z.enum(['completed', 'stopped', 'bank_logged_out', 'session_lost']);

export const submissionOutcomeSchema = z
  .enum(['accepted', 'rejected', 'repeated', 'not_needed', 'superseded', 'too_late', 'unknown'])
  .meta({ id: 'OutcomeOfSubmission' });
export type SubmissionOutcome = z.infer<typeof submissionOutcomeSchema>;

export const blockReasonSchema = z
  .enum(['bad_credentials', 'account_locked', 'password_expired', 'too_many_failures'])
  .meta({ id: 'BlockReason' });
export type BlockReason = z.infer<typeof blockReasonSchema>;
