import { z } from 'zod';
import { findKeyAndRequest } from '../../db/logins/assistance-requests.js';
import { findSubmission } from '../../db/logins/submissions.js';
import { ApiError } from '../access/api-error.js';
import { uuidParam } from '../access/wire-values.js';
import { readCurrentRequest } from '../logins/read-requests.js';
import { defineRoute } from '../http/define-route.js';
import { wireRequestSchema } from '../logins/wire-assistance-request.js';
import { handleSubmit, submitErrors, submitRoute } from './handle-submit.js';
import { submitBodySchema, toWireOutcome, wireOutcomeSchema } from './wire-submission.js';

const pending = defineRoute({
  method: 'GET',
  path: '/accounts/:accountId/otp',
  summary: 'Get the pending assistance request, or null',
  auth: 'user',
  account: true,
  answers: { 200: wireRequestSchema.nullable() },
  handle: async ({ api, account }) => ({ status: 200, body: await readCurrentRequest(api, account) }),
});

const submitCode = {
  ...submitRoute,
  summary: 'Submit the code that the bank asks for',
  description:
    'Responds with 202 once the code is durably recorded. With `Prefer: wait=N` it waits for the outcome: 200 if the bank accepted the code, 422 if it rejected it, 409 if the code was not tried or the outcome is unknown, 202 if there is no outcome in time. A request of another type than `otp` is answered at `/answer`.',
  body: submitBodySchema,
  errors: submitErrors,
} as const;

const submitByUser = defineRoute({
  ...submitCode,
  path: '/accounts/:accountId/otp',
  auth: 'user',
  handle: (call) => handleSubmit(call),
});

const submitByProgram = defineRoute({
  ...submitCode,
  path: '/v1/accounts/:accountId/otp',
  auth: { scope: 'otp:write', findKey: findKeyAndRequest },
  handle: (call) => handleSubmit(call, call.found),
});

const outcome = defineRoute({
  method: 'GET',
  path: '/v1/accounts/:accountId/submissions/:submissionId',
  summary: 'Get the outcome of a submitted code or answer',
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
