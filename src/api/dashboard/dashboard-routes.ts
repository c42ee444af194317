import { z } from 'zod';
import {
  bankCheckSchema,
  brokenBankFileSchema,
  checkBankFile,
  describeBrokenFile,
} from './check-bank-file.js';
import { defineRoute } from '../http/define-route.js';
import { decideDemoApproval, decisionSchema, demoPhoneSchema, readDemoPhone } from './demo-phone.js';
import { overviewRoute } from './overview-route.js';
import { readPendingAssistance } from '../logins/read-requests.js';
import { wireRequestSchema } from '../logins/wire-assistance-request.js';
import { idsParam, textSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

/** Routes for the dashboard only. */

const waiting = defineRoute({
  method: 'GET',
  path: '/assistance',
  summary: "List the pending requests of the user's accounts, oldest first",
  auth: 'user',
  query: z.object({ ids: idsParam.optional() }),
  answers: {
    200: z.object({ pending: z.array(z.object({ account_id: uuidSchema, request: wireRequestSchema })) }),
  },
  handle: async ({ api, caller: { userId }, query: { ids = null }, disconnectSignal }) => {
    const { pending } = await readPendingAssistance({
      api,
      caller: { userId, accountIds: ids },
      disconnectSignal,
    });
    return { status: 200, body: { pending } };
  },
});

const check = defineRoute({
  method: 'POST',
  path: '/banks/check',
  summary: 'Check a bank file as the service does at start-up',
  description:
    'Reports every problem of the file. Does not install it. Every `${NAME}` is assumed to be set.',
  auth: 'user',
  body: z.object({ yaml: textSchema(1, 60_000) }),
  answers: { 200: bankCheckSchema },
  handle: ({ body }) => ({ status: 200, body: checkBankFile(body.yaml) }),
});

const broken = defineRoute({
  method: 'GET',
  path: '/banks/broken',
  summary: 'List the bank files that cannot be used as they are now',
  description: 'The last good version of such a file stays in use, if there is one.',
  auth: 'user',
  answers: { 200: z.object({ files: z.array(brokenBankFileSchema) }) },
  handle: ({ api }) => ({ status: 200, body: { files: api.brokenBankFiles().map(describeBrokenFile) } }),
});

const demoPhone = defineRoute({
  method: 'GET',
  path: '/demo/phone',
  summary: 'List the messages and approvals on the phone of a customer of the demo bank',
  auth: 'user',
  query: z.object({ username: textSchema(1, 200) }),
  answers: { 200: demoPhoneSchema },
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
  handle: async ({ api, query: { username } }) => ({
    status: 200,
    body: await readDemoPhone(api.banks, username),
  }),
});

const decide = defineRoute({
  method: 'POST',
  path: '/demo/approvals/:approvalId',
  summary: 'Approve or refuse a login on the phone of a customer of the demo bank',
  auth: 'user',
  params: z.object({ approvalId: uuidParam }),
  body: decisionSchema,
  answers: { 204: null },
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
  handle: async ({ api, params: { approvalId: id }, body: { decision } }) => {
    await decideDemoApproval(api.banks, { id, decision });
    return { status: 204 };
  },
});

export const dashboardRoutes = [waiting, overviewRoute, check, broken, demoPhone, decide];
