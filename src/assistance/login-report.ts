import { z } from 'zod';
import { approvalDescriptorSchema, requestContentSchema } from './request-content.js';
import {
  type BlockReason,
  cancelReasonSchema,
  loginOutcomeSchema,
  phaseSchema,
  sessionEndReasonSchema,
  submissionOutcomeSchema,
} from './statuses.js';

/** Reports from a login's workflow to the database. They are numbered, so that a report sent twice is applied once. */

const reportHeader = {
  loginId: z.uuid(),
  accountId: z.uuid(),
  /** Temporal's run id. `number` starts again in a run that was reset. */
  runId: z.string(),
  number: z.int().positive(),
};

export const openedRequestSchema = z
  .object({
    ...reportHeader,
    requestId: z.uuid(),
    maxAttempts: z.int().positive().nullable(),
    bankMessage: z.string().nullable(),
    requestedAt: z.iso.datetime(),
    waitSeconds: z.number().positive(),
    resendAfterSeconds: z.number().nonnegative().nullable(),
  })
  .and(requestContentSchema);
/** The bank asks for help: a new request. Waits and pauses are in seconds. */
export type OpenedRequest = z.infer<typeof openedRequestSchema>;

export const renewedRequestSchema = z.object({
  ...reportHeader,
  requestId: z.uuid(),
  bankMessage: z.string().nullable(),
  requestedAt: z.iso.datetime(),
  waitSeconds: z.number().positive(),
  resendAfterSeconds: z.number().nonnegative().nullable(),
});
/** The bank sent another code for the same request: its deadline starts again. */
export type RenewedRequest = z.infer<typeof renewedRequestSchema>;

const requestChangeSchema = z.object({
  requestId: z.uuid(),
  attempts: z.int().nonnegative(),
  previousOutcome: z.literal('rejected').nullable(),
  bankMessage: z.string().nullable(),
  /** What a page that waits for an approval shows now; absent if that has not changed. */
  approval: approvalDescriptorSchema.optional(),
  end: z
    .discriminatedUnion('status', [
      z.object({ status: z.literal('fulfilled') }),
      z.object({ status: z.literal('expired') }),
      z.object({ status: z.literal('cancelled'), reason: cancelReasonSchema }),
    ])
    .nullable(),
});
export type RequestChange = z.infer<typeof requestChangeSchema>;
export type RequestEnd = NonNullable<RequestChange['end']>;

const loginEndSchema = z.object({
  outcome: loginOutcomeSchema,
  /** For `logged_in`: how the session ended. For `error`: a short code for what went wrong. */
  reason: z.union([sessionEndReasonSchema, z.string().max(100)]).nullable(),
});
export type LoginEnd = z.infer<typeof loginEndSchema>;

export const loginReportSchema = z.object({
  ...reportHeader,
  phase: phaseSchema,
  request: requestChangeSchema.nullable(),
  submissions: z.array(z.object({ submissionId: z.uuid(), outcome: submissionOutcomeSchema })),
  loggedIn: z.boolean(),
  end: loginEndSchema.nullable(),
});
export type LoginReport = z.infer<typeof loginReportSchema>;

/** What a report has changed that its login does not know. */
export interface LoginReportResult {
  /** Why the end of the login has blocked its account; null if it has not, or was reported before. */
  blocked: BlockReason | null;
}
