import { z } from 'zod';
import { submissionOutcomeSchema } from '../../assistance/statuses.js';
import type { Submission } from '../../db/tables/schema.js';
import { exactlyOneOf } from '../http/exactly-one-of.js';
import { textSchema, isoTime, lineSchema, timeSchema, uuidParam, uuidSchema } from '../access/wire-values.js';

const codeSchema = textSchema(1, 32).meta({
  description: 'The code as received; spaces and hyphens are removed.',
  examples: ['123456'],
});
const messageSchema = textSchema(1, 4_000).meta({
  description: 'The full text of the message that contains the code.',
});
const requestIdSchema = uuidParam.meta({
  description: 'The request that the answer is for. Nothing is submitted if another request is pending.',
});

/** Exactly one of `code` and `message`. */
export const submitBodySchema = z
  .object({
    code: codeSchema.optional(),
    message: messageSchema.optional(),
    request_id: requestIdSchema.optional(),
  })
  .refine(({ code, message }) => (code === undefined) !== (message === undefined), {
    path: ['code'],
    message: 'send exactly one of code and message',
  })
  .meta({ id: 'SubmitCode', override: exactlyOneOf('Submit', ['code', 'message']) });
export type CodeBody = Pick<z.output<typeof submitBodySchema>, 'code' | 'message'>;

const optionSchema = textSchema(1, 100).meta({
  description: 'The `id` of one of `descriptor.options`, for a request of type `choice` or `approval`.',
  examples: ['sms'],
});
const answerTextSchema = lineSchema(200).meta({
  description: 'The answer to a request of type `question`; spaces around it are removed.',
});

/** Exactly one of `code`, `message`, `option` and `text`. */
export const answerBodySchema = z
  .object({
    code: codeSchema.optional(),
    message: messageSchema.optional(),
    option: optionSchema.optional(),
    text: answerTextSchema.optional(),
    request_id: requestIdSchema.optional(),
  })
  .refine(
    ({ code, message, option, text }) =>
      [code, message, option, text].filter((given) => given !== undefined).length === 1,
    { path: ['code'], message: 'send exactly one of code, message, option and text' },
  )
  .meta({
    id: 'SubmitAnswer',
    description: 'Exactly one of `code`, `message`, `option` and `text`.',
    override: exactlyOneOf('Answer', ['code', 'message', 'option', 'text']),
  });
export type AnswerBody = z.output<typeof answerBodySchema>;

export const submittedSchema = z
  .object({ submitted: z.literal(true), submission_id: uuidSchema, request_id: uuidSchema })
  .meta({ id: 'Submitted', description: 'The answer is durably recorded. Its outcome is known later.' });

export const acceptedSchema = z
  .object({ ...submittedSchema.shape, outcome: z.literal('accepted') })
  .meta({ id: 'SubmittedAndAccepted' });

export const wireOutcomeSchema = z
  .object({
    submission_id: uuidSchema,
    request_id: uuidSchema,
    outcome: submissionOutcomeSchema.nullable().meta({ description: 'Null until it is known.' }),
    at: timeSchema.meta({
      description: 'When the outcome became known or, until then, when the answer was submitted.',
    }),
  })
  .meta({ id: 'Submission' });

export const toWireOutcome = (submission: Submission): z.input<typeof wireOutcomeSchema> => ({
  submission_id: submission.id,
  request_id: submission.request_id,
  outcome: submission.outcome,
  at: isoTime(submission.outcome_at ?? submission.created_at),
});
