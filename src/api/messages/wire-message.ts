import { z } from 'zod';
import type { ErrorCode } from '../access/api-error.js';
import type { MessageSubmitted } from './submit-message.js';
import { text, uuidSchema } from '../access/wire-values.js';

/** What a template leaves when the phone does not know: null or nothing between the quotes. */
const optionalText = (max: number) =>
  text(0, max)
    .transform((written) => written.trim() || undefined)
    .nullish()
    .transform((written) => written ?? undefined);

/** Apps that can template no date have Unix time in milliseconds, with or without quotes. */
const unixMs = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^\d{12,14}$/)
      .transform(Number),
  ])
  .pipe(
    z
      .int()
      .min(1e11)
      .max(1e14 - 1)
      .transform((milliseconds) => new Date(milliseconds)),
  );

const receivedAtSchema = z
  .union([z.iso.datetime({ offset: true }).transform((written) => new Date(written)), unixMs], {
    error: 'must be a time in ISO 8601 with its offset, or in milliseconds since 1970',
  })
  .nullish()
  .transform((time) => time ?? undefined)
  .meta({
    description: 'When the phone got it: ISO 8601, or milliseconds since 1970. Without it, now.',
    override: {
      anyOf: [
        { type: 'string', format: 'date-time' },
        { type: 'string' },
        { type: 'integer' },
        { type: 'null' },
      ],
    },
  });

export const messageBodySchema = z
  .object({
    message: text(1, 4_000)
      .refine((written) => written.trim() !== '', 'must not be blank')
      .meta({
        description: 'The whole text of the message.',
        examples: ['Demo Bank: 123456 is your code to sign in.'],
      }),
    from: optionalText(254).meta({ description: 'The sender, as the phone shows it.' }),
    to: optionalText(254).meta({ description: 'The number that it was sent to.' }),
    received_at: receivedAtSchema,
  })
  .meta({ id: 'Message' });
export type MessageBody = z.output<typeof messageBodySchema>;
/** The same before it is checked. */
export type WrittenMessage = z.input<typeof messageBodySchema>;

const submittedSchema = z
  .object({
    submitted: z.literal(true),
    account_id: uuidSchema,
    submission_id: uuidSchema,
    request_id: uuidSchema,
  })
  .meta({ id: 'MessageSubmitted' });

const heldSchema = z
  .object({ submitted: z.literal(false), held: z.literal(true) })
  .meta({ id: 'MessageHeld', description: 'It is used if a request that it fits opens within 30 s.' });

export const receivedMessageSchema = z.union([submittedSchema, heldSchema]).meta({ id: 'MessageTaken' });

/** What no message gets over, however often it is sent. */
export const refusals = [
  'NO_PENDING_REQUEST',
  'AMBIGUOUS_ACCOUNT',
  'AMBIGUOUS_MESSAGE',
  'INVALID_CODE',
  'REQUEST_SUPERSEDED',
  'CONFLICT',
] as const satisfies ErrorCode[];

export const forwardedMessageSchema = z
  .union([
    submittedSchema,
    heldSchema,
    z.object({ submitted: z.literal(false), held: z.literal(false), reason: z.enum(refusals) }).meta({
      id: 'MessageRefused',
      description: 'It answers nothing, and would not if it were sent again.',
    }),
  ])
  .meta({ id: 'MessageForwarded' });

export const toWireReceipt = (taken: MessageSubmitted | 'held'): z.input<typeof receivedMessageSchema> =>
  taken === 'held'
    ? { submitted: false, held: true }
    : {
        submitted: true,
        account_id: taken.accountId,
        submission_id: taken.submissionId,
        request_id: taken.requestId,
      };
