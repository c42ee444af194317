import { z } from 'zod';
import type { ErrorCode } from '../access/api-error.js';
import type { MessageSubmitted } from './submit-message.js';
import { textSchema, uuidSchema } from '../access/wire-values.js';

/** Templates of forwarding apps yield null or an empty string for an unknown value. */
const optionalText = (max: number) =>
  textSchema(0, max)
    .transform((written) => written.trim() || undefined)
    .nullish()
    .transform((written) => written ?? undefined);

/** Unix time in milliseconds, as a number or a string, from apps that cannot format a date. */
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
    error: 'must be an ISO 8601 time with offset, or Unix time in milliseconds',
  })
  .nullish()
  .transform((time) => time ?? undefined)
  .meta({
    description:
      'When the phone received it: ISO 8601 with offset, or Unix time in milliseconds. Now by default.',
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
    message: textSchema(1, 4_000)
      .refine((written) => written.trim() !== '', 'must not be blank')
      .meta({
        description: 'The full text of the message.',
        examples: ['Demo Bank: 123456 is your code to sign in.'],
      }),
    from: optionalText(254).meta({ description: 'The sender, as shown on the phone.' }),
    to: optionalText(254).meta({ description: 'The number or address that it was sent to.' }),
    received_at: receivedAtSchema,
  })
  .meta({ id: 'Message' });
export type MessageBody = z.output<typeof messageBodySchema>;
/** A message before validation. */
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
  .meta({ id: 'MessageHeld', description: 'It is submitted if a matching request opens within 30 s.' });

export const receivedMessageSchema = z.union([submittedSchema, heldSchema]).meta({ id: 'MessageTaken' });

/** Errors that sending the same message again does not resolve. */
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
      description: 'It matches no request, and sending it again does not change that.',
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
