import pg from 'pg';
import { z } from 'zod';
import { requestTypeSchema } from '../../assistance/request-content.js';
import { loginOutcomeSchema } from '../../assistance/statuses.js';
import { validationError } from '../access/api-error.js';
import { numberMeta, numberParam, uuidSchema } from '../access/wire-values.js';
import { defineRoute } from '../http/define-route.js';
import { readOverview } from './read-overview.js';

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

const failureTotalsSchema = z
  .object({
    outcome: loginOutcomeSchema,
    bank: z.string().meta({ description: "The bank's code." }),
    count: z.int(),
  })
  .meta({ id: 'FailureTotals' });

const answererTotalsSchema = z
  .object({
    kind: z.string().nullable().meta({ description: 'Null for all together.' }),
    name: z.string().nullable(),
    answers: z.int(),
    percentiles: z.array(z.number()).length(3).meta({
      description: 'Seconds from the request to the answer: the median, and the 90th and 99th percentile.',
    }),
  })
  .meta({ id: 'AnswererTotals' });

const codesSpentSchema = z
  .object({
    account_id: uuidSchema,
    name: z.string(),
    bank: z.string(),
    spent: z.int(),
    budget: z.int().meta({ description: '`max_codes_per_day` of the account.' }),
  })
  .meta({ id: 'CodesSpent' });

/** PostgreSQL would read an offset such as `+05:30` with the other sign. */
const timeZoneParam = z
  .string()
  .max(60)
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]*$/)
  .refine(isTimeZone, 'must be an IANA time zone');

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

export const overviewRoute = defineRoute({
  method: 'GET',
  path: '/overview',
  summary: "Totals of the user's logins and requests by day and bank",
  auth: 'user',
  query: z.object({
    days: numberParam(1, 90)
      .default(14)
      .meta({ override: { ...numberMeta(1, 90), default: 14 } }),
    bank: z.string().max(100).optional().meta({ description: 'Only this bank, by its code.' }),
    time_zone: timeZoneParam.default('UTC').meta({
      description: 'The IANA time zone whose days count.',
      override: { type: 'string', default: 'UTC' },
    }),
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
      failures: z.array(failureTotalsSchema).meta({ description: 'Failed logins, the most frequent first.' }),
      answered_by: z
        .array(answererTotalsSchema)
        .meta({ description: 'Accepted answers by who gave them, and all together in front.' }),
      codes_spent: z
        .array(codesSpentSchema)
        .meta({ description: 'In the last 24 hours: the accounts that have used most of their budget.' }),
    }),
  },
  handle: async ({ api, caller: { userId }, query: { days, bank, time_zone: timeZone } }) => ({
    status: 200,
    body: await readOverview(api.db, { userId, days, bank, timeZone }).catch(refuseUnknownTimeZone),
  }),
});

/** PostgreSQL does not know every name that Node knows, such as `US/Pacific-New`. */
function refuseUnknownTimeZone(error: unknown): never {
  // invalid_parameter_value: of the parameters, only the time zone can be one.
  if (error instanceof pg.DatabaseError && error.code === '22023')
    throw validationError({ path: 'time_zone', message: 'is not known to the database' });
  throw error;
}
