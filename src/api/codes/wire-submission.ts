import { z } from 'zod';
import { submissionOutcomeSchema } from '../../assistance/statuses.js';
import type { Submission } from '../../db/tables/schema.js';
import { textSchema, isoTime, timeSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

const codeSchema = textSchema(1, 32).meta({
  description: 'The code as received; spaces and hyphens are removed.',
  examples: ['123456'],
});
const messageSchema = textSchema(1, 4_000).meta({
  description: 'The full text of the message that contains the code.',
});

/** Exactly one of `code` and `message`. */
export const submitBodySchema = z
  .object({
    code: codeSchema.optional(),
    message: messageSchema.optional(),
    request_id: uuidParam.optional().meta({
      description:
        'The request that the code is for. The code is not submitted if another request is pending.',
    }),
  })
  .refine(({ code, message }) => (code === undefined) !== (message === undefined), {
    path: ['code'],
    message: 'send exactly one of code and message',
  })
  .meta({ id: 'SubmitCode' });
export type SubmitBody = z.output<typeof submitBodySchema>;

export const submittedSchema = z
  .object({ submitted: z.literal(true), submission_id: uuidSchema, request_id: uuidSchema })
  .meta({ id: 'Submitted', description: 'The code is durably recorded. Its outcome is known later.' });

export const acceptedSchema = z
  .object({ ...submittedSchema.shape, outcome: z.literal('accepted') })
  .meta({ id: 'SubmittedAndAccepted' });

export const wireOutcomeSchema = z
  .object({
    submission_id: uuidSchema,
    request_id: uuidSchema,
    outcome: submissionOutcomeSchema.nullable().meta({ description: 'Null until it is known.' }),
    at: timeSchema.meta({
      description: 'When the outcome became known or, until then, when the code was submitted.',
    }),
  })
  .meta({ id: 'Submission' });

export const toWireOutcome = (submission: Submission): z.input<typeof wireOutcomeSchema> => ({
  submission_id: submission.id,
  request_id: submission.request_id,
  outcome: submission.outcome,
  at: isoTime(submission.outcome_at ?? submission.created_at),
});
