import { z } from 'zod';
import { currentRequest } from '../logins/current-request.js';
import type { Access } from '../access/caller.js';
import { type Call, defineRoute } from '../http/define-route.js';
import { waitForOutcome } from './wait-for-outcome.js';
import { submitCode, submitCodeOnce } from './submit-code.js';
import { wireRequestSchema } from '../logins/wire-assistance-request.js';
import { preferenceApplied, preferSchema } from './wire-prefer.js';
import { acceptedSchema, type SubmitBody, submitBodySchema, submittedSchema } from './wire-submission.js';

const pending = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/otp',
  summary: 'The pending assistance request, or null',
  auth: 'user',
  account: true,
  answers: { 200: wireRequestSchema.nullable() },
  handle: async ({ api, account }) => ({ status: 200, body: await currentRequest(api, account) }),
});

const submitHeadersSchema = z.object({
  prefer: preferSchema,
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional()
    .meta({
      description:
        'Per credential and account, for 24 hours: a repeat speaks of the same submission, which is tried once.',
    }),
});

/** The same for people and for programs: only who may ask differs. */
const submission = {
  method: 'POST',
  summary: 'Submit the code that the bank waits for',
  description:
    'Answered 202 once the code is recorded, durably. With `Prefer: wait=N` the answer tells what became of it: 200 accepted, 422 refused, 409 not tried, or nobody knows; 202 when the wait ran out.',
  account: true,
  limits: ['submit'],
  headers: submitHeadersSchema,
  body: submitBodySchema,
  answers: { 200: acceptedSchema, 202: submittedSchema },
  errors: [
    'INVALID_CODE',
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
  const submitting = { api, account, actor, body };
  const { submissionId, requestId } = await (idempotencyKey === undefined
    ? submitCode(submitting)
    : submitCodeOnce(submitting, { credential, idempotencyKey }));
  const submitted = { submitted: true, submission_id: submissionId, request_id: requestId } as const;
  if (seconds === undefined) return { status: 202, body: submitted } as const;
  const outcome = await waitForOutcome({ api, account, submissionId, seconds, disconnect });
  const applied = preferenceApplied(seconds);
  return outcome === undefined
    ? ({ status: 202, body: submitted, headers: applied } as const)
    : ({ status: 200, body: { ...submitted, outcome }, headers: applied } as const);
}

const submitByPerson = defineRoute({
  ...submission,
  path: '/accounts/:accountId/otp',
  auth: 'user',
  handle: submit,
});

const submitByProgram = defineRoute({
  ...submission,
  path: '/v1/accounts/:accountId/otp',
  auth: { scope: 'otp:write' },
  handle: submit,
});

export const otpRoutes = [pending, submitByPerson, submitByProgram];
