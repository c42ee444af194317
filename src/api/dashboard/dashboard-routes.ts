import { z } from 'zod';
import { requestTypeSchema } from '../../assistance/request-content.js';
import {
  bankCheckSchema,
  brokenBankFileSchema,
  checkBankFile,
  describeBrokenFile,
} from './check-bank-file.js';
import { defineRoute } from '../http/define-route.js';
import { decideDemoApproval, decisionSchema, demoPhoneSchema, readDemoPhone } from './demo-phone.js';
import { readOverview } from './read-overview.js';
import { readPendingAssistance } from '../logins/read-requests.js';
import { wireRequestSchema } from '../logins/wire-assistance-request.js';
import { numberMeta, numberParam, textSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

/** Routes for the dashboard only. */

const waiting = defineRoute({
  method: 'GET',
  path: '/assistance',
  summary: "List the pending requests of the user's accounts, oldest first",
  auth: 'user',
  answers: {
    200: z.object({ pending: z.array(z.object({ account_id: uuidSchema, request: wireRequestSchema })) }),
  },
  handle: async ({ api, caller: { userId }, disconnectSignal }) => {
    const { pending } = await readPendingAssistance({
      api,
      caller: { userId, accountIds: null },
      disconnectSignal,
    });
    return { status: 200, body: { pending } };
  },
});

const bankDaySchema = z
  .object({
    day: z.iso.date(),
    bank: z.string().meta({ description: "The bank's code." }),
    logged_in: z.int(),
    failed: z.int().meta({ description: 'Without logins that were stopped.' }),
    asked: z.int(),
    fulfilled: z.int(),
    expired: z.int(),
    median_seconds_to_code: z.number().nullable(),
  })
  .meta({ id: 'BankDay' });

const typeTotalsSchema = z
  .object({
    type: requestTypeSchema,
    asked: z.int(),
    fulfilled: z.int(),
    expired: z.int(),
    cancelled: z.int(),
    median_seconds: z
      .number()
      .nullable()
      .meta({ description: 'Until a request was fulfilled; null if none was.' }),
  })
  .meta({ id: 'RequestTypeTotals' });

const overview = defineRoute({
  method: 'GET',
  path: '/overview',
  summary: "Totals of the user's logins and requests by day (UTC) and bank",
  auth: 'user',
  query: z.object({
    days: numberParam(1, 90)
      .default(14)
      .meta({ override: { ...numberMeta(1, 90), default: 14 } }),
  }),
  answers: {
    200: z.object({
      days: z.array(bankDaySchema),
      median_seconds_to_code: z.number().nullable(),
      medians_by_day: z
        .array(z.object({ day: z.iso.date(), seconds: z.number() }))
        .meta({ description: 'Over all banks; only days on which the bank accepted a code.' }),
      types: z
        .array(typeTotalsSchema)
        .meta({ description: 'Over all days and banks, the most frequent type first.' }),
    }),
  },
  handle: async ({ api, caller: { userId }, query: { days } }) => ({
    status: 200,
    body: await readOverview(api.db, { userId, days }),
  }),
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

export const dashboardRoutes = [waiting, overview, check, broken, demoPhone, decide];
