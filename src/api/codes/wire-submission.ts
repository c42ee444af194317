import { z } from 'zod';
import { submissionOutcomeSchema } from '../../assistance/statuses.js';
import type { Submission } from '../../db/tables/schema.js';
import { text, time, timeSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

const codeSchema = text(1, 32).meta({
  description: 'The code as the person or phone has it: spaces and hyphens are dropped.',
  examples: ['123456'],
});
const messageSchema = text(1, 4_000).meta({ description: 'The whole text message that holds the code.' });

/** Exactly one of `code` and `message`. */
export const submitBodySchema = z
  .object({
    code: codeSchema.optional(),
    message: messageSchema.optional(),
    request_id: uuidParam
      .optional()
      .meta({ description: 'Refuses the code when another request is pending.' }),
  })
  .refine(({ code, message }) => (code === undefined) !== (message === undefined), {
    path: ['code'],
    message: 'exactly one of code and message must be given',
  })
  .meta({ id: 'SubmitCode' });
export type SubmitBody = z.output<typeof submitBodySchema>;

export const submittedSchema = z
  .object({ submitted: z.literal(true), submission_id: uuidSchema, request_id: uuidSchema })
  .meta({ id: 'Submitted', description: 'The code is recorded, durably; its outcome follows.' });

export const acceptedSchema = z
  .object({ ...submittedSchema.shape, outcome: z.literal('accepted') })
  .meta({ id: 'SubmittedAndAccepted' });

export const wireOutcomeSchema = z
  .object({
    submission_id: uuidSchema,
    request_id: uuidSchema,
    outcome: submissionOutcomeSchema.nullable().meta({ description: 'Null while it is not known.' }),
    at: timeSchema.meta({ description: 'When the outcome was known; before, when the code was submitted.' }),
  })
  .meta({ id: 'Submission' });

export const toWireOutcome = (submission: Submission): z.input<typeof wireOutcomeSchema> => ({
  submission_id: submission.id,
  request_id: submission.request_id,
  outcome: submission.outcome,
  at: time(submission.outcome_at ?? submission.created_at),
});
