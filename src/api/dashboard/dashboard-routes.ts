import { z } from 'zod';
import { bankCheckSchema, checkBankFile } from './check-bank-file.js';
import { defineRoute } from '../http/define-route.js';
import { readDemoInbox, inboxSchema } from './read-demo-inbox.js';
import { readOverview } from './read-overview.js';
import { pendingAssistance } from '../logins/pending-assistance.js';
import { wireRequestSchema } from '../logins/wire-assistance-request.js';
import { numberMeta, numberParam, text, uuidSchema } from '../access/wire-values.js';

/** What the dashboard's pages need beyond what the contract gives to people. */

const waiting = defineRoute({
  method: 'GET',
  path: '/assistance',
  summary: "Every pending request of the user's accounts, oldest first",
  auth: 'user',
  answers: {
    200: z.object({ pending: z.array(z.object({ account_id: uuidSchema, request: wireRequestSchema })) }),
  },
  handle: async ({ api, caller: { userId }, disconnect }) => {
    const { pending } = await pendingAssistance({ api, caller: { userId, accountIds: null }, disconnect });
    return { status: 200, body: { pending } };
  },
});

const bankDaySchema = z
  .object({
    day: z.iso.date(),
    bank: z.string().meta({ description: "The bank's code." }),
    logged_in: z.int(),
    failed: z.int().meta({ description: 'Without those that were stopped.' }),
    asked: z.int(),
    fulfilled: z.int(),
    expired: z.int(),
    median_seconds_to_code: z.number().nullable(),
  })
  .meta({ id: 'BankDay' });

const overview = defineRoute({
  method: 'GET',
  path: '/overview',
  summary: "What became of the user's logins and requests, by day (UTC) and bank",
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
        .meta({ description: 'Over all banks, of the days on which a code was answered.' }),
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
  summary: 'Read a bank file as the service does at its start, and say what is wrong with it',
  description: 'Nothing is installed. Every `${NAME}` counts as set.',
  auth: 'user',
  body: z.object({ yaml: text(1, 60_000) }),
  answers: { 200: bankCheckSchema },
  handle: ({ body }) => ({ status: 200, body: checkBankFile(body.yaml) }),
});

const inbox = defineRoute({
  method: 'GET',
  path: '/demo/inbox',
  summary: 'The demo phone: what the demo bank sent to one of its customers',
  auth: 'user',
  query: z.object({ username: text(1, 200) }),
  answers: { 200: inboxSchema },
  errors: ['NOT_FOUND', 'UNAVAILABLE'],
  handle: async ({ api, query: { username } }) => ({
    status: 200,
    body: await readDemoInbox(api.banks, username),
  }),
});

export const dashboardRoutes = [waiting, overview, check, inbox];
