import { z } from 'zod';
import { readAccountStatus } from '../../db/logins/account-status.js';
import { findSubmission } from '../../db/logins/assistance-requests.js';
import { defineRoute } from '../http/define-route.js';
import { ApiError } from '../access/api-error.js';
import { toWireStatus, wireStatusSchema } from '../logins/wire-status.js';
import { toWireOutcome, wireOutcomeSchema } from './wire-submission.js';
import { uuidParam } from '../access/wire-values.js';

const status = defineRoute({
  method: 'GET',
  path: '/v1/accounts/:accountId/status',
  summary: 'How the account stands, and what it waits for',
  auth: { scope: 'status:read' },
  account: true,
  answers: { 200: wireStatusSchema },
  handle: async ({ api, account }) => ({
    status: 200,
    body: toWireStatus(account.id, await readAccountStatus(api.db, account.id)),
  }),
});

const submission = defineRoute({
  method: 'GET',
  path: '/v1/accounts/:accountId/submissions/:submissionId',
  summary: 'What became of a submitted code',
  auth: { scope: 'otp:write' },
  account: true,
  params: z.object({ submissionId: uuidParam }),
  answers: { 200: wireOutcomeSchema },
  errors: ['NOT_FOUND'],
  handle: async ({ api, account, params: { submissionId } }) => {
    const found = await findSubmission(api.db, { accountId: account.id, submissionId });
    if (!found) throw new ApiError('NOT_FOUND');
    return { status: 200, body: toWireOutcome(found) };
  },
});

export const externalRoutes = [status, submission];
