import { defineQuery, defineSignal } from '@temporalio/workflow';
import { z } from 'zod';
import { requestContentSchema } from '../assistance/request-content.js';
import { loginModes, phaseSchema, sessionTypes } from '../assistance/statuses.js';

/** Every message to and from a login's workflow, with its schema. */

/** The name under which workers export a login's workflow (src/workflows/index.ts). */
export const loginWorkflowType = 'assistedLogin';

/** The workflow id of an account's logins. Temporal allows one open workflow for each id. */
export const loginWorkflowId = (accountId: string): string => `login/${accountId}`;

export const taskQueues = {
  /** Workflows and short activities. */
  logins: 'assisted-login',
  /** Only `holdBrowser`; its slots are the cap on browsers. */
  browsers: 'assisted-login-browsers',
  /**
   * `holdBrowser` for logins that continue from a checkpoint, so that new logins never take all slots. Also for logged-in
   * sessions that found no browser at the other queue.
   */
  resumedBrowsers: 'assisted-login-browsers-resumed',
} as const;

/** The W3C trace context of the HTTP request that caused a message; absent if it is not traced. */
const traceparent = z.string().max(100).optional();

export const assistedLoginInputSchema = z.object({
  loginId: z.uuid(),
  accountId: z.uuid(),
  bankCode: z.string(),
  loginMode: z.enum(loginModes),
  sessionType: z.enum(sessionTypes),
  otpWaitSeconds: z.number().positive(),
  traceparent,
});
export type AssistedLoginInput = z.infer<typeof assistedLoginInputSchema>;

export const submittedCodeSchema = z.object({
  submissionId: z.uuid(),
  requestId: z.uuid(),
  /** Can be opened only by the activity that types it, for this submission (src/secrets/seal.ts). */
  sealedCode: z.string().max(2_000),
  /** Equal for equal codes of one login, without revealing the code. */
  fingerprint: z.string().max(200),
  /** The `X-Request-Id` of the HTTP request that brought it, for the log; absent for one that was sent later. */
  httpRequestId: z.string().max(100).optional(),
  /** When the API received it, ISO 8601 in UTC; absent for one that is sent again. */
  receivedAt: z.iso.datetime().optional(),
  traceparent,
});
export type SubmittedCode = z.infer<typeof submittedCodeSchema>;

export const submittedAnswerSchema = submittedCodeSchema.omit({ sealedCode: true }).and(
  z.union([
    /** The id of an option of the request, or `instead`. */
    z.object({ option: z.string().min(1).max(100) }),
    /** Can be opened only by the activity that types it, for this submission. */
    z.object({ sealedText: z.string().max(2_000) }),
  ]),
);
/** The answer to a request that is not for a code. */
export type SubmittedAnswer = z.infer<typeof submittedAnswerSchema>;

/** A person or a program submits a code. Sent only by the API, which answers 202 once Temporal has recorded it. */
export const submitOtp = defineSignal<[SubmittedCode]>('submitOtp');

/** A person or a program answers a request that is not for a code. Sent only by the API, as `submitOtp`. */
export const submitAnswer = defineSignal<[SubmittedAnswer]>('submitAnswer');

export const requestedResendSchema = z.object({ resendId: z.uuid(), requestId: z.uuid() });
export type RequestedResend = z.infer<typeof requestedResendSchema>;

/** A person or a program asks for another code. Sent only by the API, after it has checked that the bank offers one. */
export const requestResend = defineSignal<[RequestedResend]>('requestResend');

/** The database does not know this login (a restored backup): it is asked to report its state again. */
export const publishAgain = defineSignal('publishAgain');

export const bankRulesSchema = z.object({
  expiresSeconds: z.number().positive().nullable(),
  maxAttempts: z.int().positive().nullable(),
  resendAfterSeconds: z.number().nonnegative().nullable(),
  /** Upper bound, in seconds, for one step at this bank. */
  stepSeconds: z.number().positive(),
  resumable: z.boolean(),
  releaseWhileWaiting: z.boolean(),
  /** A logged-in session can continue in another browser. Absent from workers of older builds. */
  sessionMovable: z.boolean().optional(),
});
export type BankRules = z.infer<typeof bankRulesSchema>;

export const holdBrowserInputSchema = assistedLoginInputSchema.extend({
  /** Counts the browsers of this login, so that a late signal of an earlier one is not mistaken for this one's. */
  holdNumber: z.int().positive(),
  /**
   * `session`: continue a logged-in session from its checkpoint. `adopt`: take over the browser that this process holds,
   * from a holder that was given up or is relieved.
   */
  from: z.enum(['fresh', 'checkpoint', 'session', 'adopt']),
  /** The session only stays open, so that a heartbeat each minute will do. */
  isQuiet: z.boolean().optional(),
});
export type HoldBrowserInput = z.infer<typeof holdBrowserInputSchema>;

export const browserReadySchema = z.object({
  holdNumber: z.int().positive(),
  queue: z.string().min(1).max(200),
  rules: bankRulesSchema,
  /** Names of the process and its machine, for people. */
  worker: z.string().max(300).optional(),
  host: z.string().max(300).optional(),
});

/** The process that holds this login's browser names the queue where its steps are taken. */
export type BrowserReady = z.infer<typeof browserReadySchema>;
export const browserReady = defineSignal<[BrowserReady]>('browserReady');

export const codePageGoneSchema = z.object({ holdNumber: z.int().positive() });

/** The process that holds this login's browser sees no code field any more, while a code is waited for. */
export const codePageGone = defineSignal<[z.infer<typeof codePageGoneSchema>]>('codePageGone');

/** The same for a page that offered a choice or asked a question. Workflows of older builds do not know it. */
export const promptGone = defineSignal<[z.infer<typeof codePageGoneSchema>]>('promptGone');

export const pendingRequestSchema = z
  .object({
    requestId: z.uuid(),
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
  })
  .and(requestContentSchema);
export type PendingRequest = z.infer<typeof pendingRequestSchema>;

export const loginStatusSchema = z.object({
  loginId: z.uuid(),
  phase: phaseSchema,
  /** Null unless the login waits for a code; never set before the request's row is committed. */
  request: pendingRequestSchema.nullable(),
  /** The request whose row is being committed: a reader that sees the row may rely on it already. */
  opening: z.uuid().nullable().default(null),
});
export type LoginStatus = z.infer<typeof loginStatusSchema>;

export const loginStatus = defineQuery<LoginStatus>('status');
