import { z } from 'zod';
import { findSubmission } from '../../db/logins/submissions.js';
import { ApiError } from '../access/api-error.js';
import { uuidParam } from '../access/wire-values.js';
import { readCurrentRequest } from '../logins/read-requests.js';
import type { Access } from '../access/caller.js';
import { type Call, defineRoute } from '../http/define-route.js';
import { waitForOutcome } from './wait-for-outcome.js';
import { submitCode, submitCodeOnce } from './submit-code.js';
import { wireRequestSchema } from '../logins/wire-assistance-request.js';
import { preferenceApplied, preferSchema } from './wire-prefer.js';
import {
  acceptedSchema,
  type SubmitBody,
  submitBodySchema,
  submittedSchema,
  toWireOutcome,
  wireOutcomeSchema,
} from './wire-submission.js';

const pending = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/otp',
  summary: 'Get the pending assistance request, or null',
  auth: 'user',
  account: true,
  answers: { 200: wireRequestSchema.nullable() },
  handle: async ({ api, account }) => ({ status: 200, body: await readCurrentRequest(api, account) }),
});

const submitHeadersSchema = z.object({
  prefer: preferSchema,
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description:
        'Makes retries safe: repeating a key within 24 hours returns the same submission, which is tried once. Scoped to the credential and the account.',
    }),
});

/** Shared by the routes of users and programs, which differ in authentication only. */
const submitRoute = {
  method: 'POST',
  summary: 'Submit the code that the bank asks for',
  description:
    'Responds with 202 once the code is durably recorded. With `Prefer: wait=N` it waits for the outcome: 200 if the bank accepted the code, 422 if it rejected it, 409 if the code was not tried or the outcome is unknown, 202 if there is no outcome in time.',
  account: true,
  limits: ['submit'],
  headers: submitHeadersSchema,
  body: submitBodySchema,
  answers: { 200: acceptedSchema, 202: submittedSchema },
  errors: [
    'INVALID_CODE',
    'WRONG_TYPE',
    'AMBIGUOUS_MESSAGE',
    'NO_PENDING_REQUEST',
    'REQUEST_SUPERSEDED',
    'CODE_REJECTED',
    'CONFLICT',
  ],
} as const;

type SubmitCall = Call<
  Exclude<Access, 'none'>,
  true,
  unknown,
  unknown,
  z.output<typeof submitHeadersSchema>,
  SubmitBody
>;

async function submit({ api, account, caller, headers, body, disconnect }: SubmitCall) {
  const { prefer: seconds, 'idempotency-key': idempotencyKey } = headers;
  const { credential, actor } = caller;
  const submission = { api, account, actor, body };
  const { submissionId, requestId } = await (idempotencyKey === undefined
    ? submitCode(submission)
    : submitCodeOnce(submission, { credential, idempotencyKey }));
  const submitted = { submitted: true, submission_id: submissionId, request_id: requestId } as const;
  if (seconds === undefined) return { status: 202, body: submitted } as const;
  const outcome = await waitForOutcome({ api, account, submissionId, seconds, disconnect });
  const applied = preferenceApplied(seconds);
  return outcome === undefined
    ? ({ status: 202, body: submitted, headers: applied } as const)
    : ({ status: 200, body: { ...submitted, outcome }, headers: applied } as const);
}

const submitByUser = defineRoute({
  ...submitRoute,
  path: '/accounts/:accountId/otp',
  auth: 'user',
  handle: submit,
});

const submitByProgram = defineRoute({
  ...submitRoute,
  path: '/v1/accounts/:accountId/otp',
  auth: { scope: 'otp:write' },
  handle: submit,
});

const outcome = defineRoute({
  method: 'GET',
  path: '/v1/accounts/:accountId/submissions/:submissionId',
  summary: 'Get the outcome of a submitted code',
  auth: { scope: 'otp:write' },
  account: true,
  params: z.object({ submissionId: uuidParam }),
  answers: { 200: wireOutcomeSchema },
  errors: ['NOT_FOUND'],
  handle: async ({ api, account, params: { submissionId } }) => {
    const found = await findSubmission(api.db, { accountId: account.id, submissionId });
    if (!found) throw new ApiError('NOT_FOUND', { message: 'This account has no submission with this id.' });
    return { status: 200, body: toWireOutcome(found) };
  },
});

export const otpRoutes = [pending, submitByUser, submitByProgram, outcome];
