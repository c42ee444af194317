import { z } from 'zod';
import { codeTypeSchema } from '../../assistance/descriptor.js';
import { requestTypeSchema } from '../../assistance/request-content.js';
import { requestStatusSchema, submissionOutcomeSchema } from '../../assistance/statuses.js';
import { type ErrorCode, errorStatuses } from './error-codes.js';
import { timeSchema, uuidSchema } from './wire-values.js';

const issueSchema = z
  .object({
    path: z.string().meta({ description: 'The malformed value; empty for the whole body.' }),
    message: z.string(),
  })
  .meta({ id: 'Issue' });
export type Issue = z.infer<typeof issueSchema>;

const expectedCodeSchema = z
  .object({
    length: z.int().nullable().optional(),
    min_length: z.int().optional(),
    type: codeTypeSchema.optional(),
    fresh: z.literal(true).optional().meta({ description: 'The code was used for an earlier request.' }),
  })
  .meta({ id: 'ExpectedCode' });

/** Everything that errors say besides code and message. Each code uses some of these fields. */
const detailsSchema = z
  .object({
    issues: z.array(issueSchema).optional().meta({ description: '`VALIDATION_ERROR`' }),
    reason: z.string().optional().meta({
      description:
        '`RATE_LIMITED`: which limit; `RESEND_NOT_AVAILABLE`, `ACCOUNT_BLOCKED`, `REQUEST_SUPERSEDED`: why; `UNAUTHORIZED`: `second_factor` if the password was right.',
    }),
    at: timeSchema.optional().meta({ description: '`ACCOUNT_BLOCKED`: since when.' }),
    expected: expectedCodeSchema.optional().meta({ description: '`INVALID_CODE`: what the bank asks for.' }),
    found: z
      .enum(['none', 'several'])
      .optional()
      .meta({ description: '`AMBIGUOUS_MESSAGE`: how many codes.' }),
    account_ids: z.array(uuidSchema).optional().meta({ description: '`AMBIGUOUS_ACCOUNT`' }),
    type: requestTypeSchema.optional().meta({ description: '`WRONG_TYPE`: what the request asks for.' }),
    options: z.array(z.string()).optional().meta({ description: '`INVALID_OPTION`: those that exist.' }),
    status: requestStatusSchema.optional().meta({ description: '`REQUEST_SUPERSEDED`: of the request.' }),
    outcome: submissionOutcomeSchema
      .optional()
      .meta({ description: '`CODE_REJECTED`, `REQUEST_SUPERSEDED`: of the submission.' }),
    database: z.boolean().optional().meta({ description: '`/ready`: whether it can be reached.' }),
    temporal: z.boolean().optional(),
    worker: z.boolean().optional(),
    submission_id: uuidSchema.optional(),
    request_id: uuidSchema.optional(),
    attempts_remaining: z
      .int()
      .nullable()
      .optional()
      .meta({ description: '`CODE_REJECTED`: how many more codes the bank accepts; null if unknown.' }),
  })
  .meta({ id: 'ErrorDetails' });
export type ErrorDetails = z.input<typeof detailsSchema>;

const codes = Object.keys(errorStatuses) as [ErrorCode, ...ErrorCode[]];

/** The body of every error response. */
export const errorSchema = z
  .object({
    error: z
      .object({
        code: z.enum(codes).meta({ description: 'Base decisions on this.' }),
        message: z.string().meta({ description: 'For people.' }),
        details: detailsSchema.optional(),
      })
      .meta({ id: 'ErrorContent' }),
  })
  .meta({ id: 'Error' });
