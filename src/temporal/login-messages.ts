import { defineQuery, defineSignal } from '@temporalio/workflow';
import { z } from 'zod';
import { descriptorSchema } from '../assistance/descriptor.js';
import { loginModes, phaseSchema, sessionTypes } from '../assistance/statuses.js';

/** Everything that is said to a login's workflow, and the schema of each thing said. */

/** The name under which workers export a login's workflow (src/workflows/index.ts). */
export const loginWorkflowType = 'assistedLogin';

/** The one place where a login's workflow gets its id: Temporal allows one open workflow for each. */
export const loginWorkflowId = (accountId: string): string => `login/${accountId}`;

export const taskQueues = {
  /** Workflows and short activities. */
  logins: 'assisted-login',
  /** Only `holdBrowser`; its slots are the cap on browsers. */
  browsers: 'assisted-login-browsers',
  /** `holdBrowser` again, for logins that come back from a checkpoint: new ones never take all slots. */
  resumedBrowsers: 'assisted-login-browsers-resumed',
} as const;

export const assistedLoginInputSchema = z.object({
  loginId: z.uuid(),
  accountId: z.uuid(),
  bankCode: z.string(),
  loginMode: z.enum(loginModes),
  sessionType: z.enum(sessionTypes),
  otpWaitSeconds: z.number().positive(),
});
export type AssistedLoginInput = z.infer<typeof assistedLoginInputSchema>;

export const submittedCodeSchema = z.object({
  submissionId: z.uuid(),
  requestId: z.uuid(),
  /** Opens only in the activity that types it, for this submission (src/secrets/seal.ts). */
  sealedCode: z.string().max(2_000),
  /** Tells a repeat of a code without telling the code. */
  fingerprint: z.string().max(200),
});
export type SubmittedCode = z.infer<typeof submittedCodeSchema>;

/** A person or a machine supplies a code. Sent only by the API; 202 is said once Temporal has recorded it. */
export const submitOtp = defineSignal<[SubmittedCode]>('submitOtp');

export const resendWishSchema = z.object({ resendId: z.uuid(), requestId: z.uuid() });
export type ResendWish = z.infer<typeof resendWishSchema>;

/** Somebody asks for another code. Sent only by the API, which has looked whether the bank offers it now. */
export const requestResend = defineSignal<[ResendWish]>('requestResend');

/** The database does not know this login (a restored backup): it is asked to tell where it is once more. */
export const publishAgain = defineSignal('publishAgain');

export const bankRulesSchema = z.object({
  expiresSeconds: z.number().positive().nullable(),
  maxAttempts: z.int().positive().nullable(),
  resendAfterSeconds: z.number().nonnegative().nullable(),
  /** Upper bound for one step at this bank. */
  stepSeconds: z.number().positive(),
  resumable: z.boolean(),
  releaseWhileWaiting: z.boolean(),
});
export type BankRules = z.infer<typeof bankRulesSchema>;

export const holdBrowserInputSchema = assistedLoginInputSchema.extend({
  /** Counts the browsers of this login, so that a late word of an earlier one is not taken for this one's. */
  holdNumber: z.int().positive(),
  /** `adopt`: take over the browser that this process still holds, after its holder was given up. */
  from: z.enum(['fresh', 'checkpoint', 'adopt']),
});
export type HoldBrowserInput = z.infer<typeof holdBrowserInputSchema>;

export const browserReadySchema = z.object({
  holdNumber: z.int().positive(),
  queue: z.string().min(1).max(200),
  rules: bankRulesSchema,
});

/** The process that holds this login's browser tells the queue at which its steps are taken. */
export const browserReady = defineSignal<[z.infer<typeof browserReadySchema>]>('browserReady');

export const pendingRequestSchema = z.object({
  requestId: z.uuid(),
  descriptor: descriptorSchema,
  attempts: z.int().nonnegative(),
  maxAttempts: z.int().positive().nullable(),
  previousOutcome: z.literal('rejected').nullable(),
  bankMessage: z.string().nullable(),
  /** ISO 8601 in UTC, as all times here. */
  requestedAt: z.string(),
  createdAt: z.string(),
  expiresAt: z.string(),
  /** Null when the bank offers no resend. */
  resendAvailableAt: z.string().nullable(),
});
export type PendingRequest = z.infer<typeof pendingRequestSchema>;

export const loginStatusSchema = z.object({
  loginId: z.uuid(),
  phase: phaseSchema,
  /** Null unless a code is waited for; never before the request's row is committed. */
  request: pendingRequestSchema.nullable(),
  /** The request whose row is being committed: who sees the row may count on it already. */
  opening: z.uuid().nullable().default(null),
});
export type LoginStatus = z.infer<typeof loginStatusSchema>;

export const loginStatus = defineQuery<LoginStatus>('status');
