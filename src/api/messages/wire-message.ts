import { z } from 'zod';
import type { ErrorCode } from '../access/api-error.js';
import { readTime, type TimeSource } from './message-time.js';
import { textSchema, uuidSchema } from '../access/wire-values.js';

/** In UTF-16 units. */
export const maxMessageLength = 4_000;

/** Some apps and templates write a number where text is expected. */
const orNumber = <Schema extends z.ZodType<string, string>>(text: Schema) =>
  z.union([text, z.number().transform(String)]);

/** Templates of forwarding apps yield null or an empty string for an unknown value. */
const optionalText = (max: number) =>
  orNumber(textSchema(0, max))
    .transform((written) => written.trim() || undefined)
    .nullish()
    .transform((written) => written ?? undefined);

const receivedAtSchema = z
  .unknown()
  .optional()
  .transform(readTime)
  .meta({
    description:
      'When the phone received it: ISO 8601 with offset, or Unix time in seconds or milliseconds. A time that cannot be read, or cannot be right, counts as unknown.',
    override: {
      anyOf: [
        { type: 'string', format: 'date-time' },
        { type: 'string' },
        { type: 'number' },
        { type: 'null' },
      ],
    },
  });

export const messageBodySchema = z
  .object({
    message: orNumber(textSchema(1, maxMessageLength))
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

export const timeSourceSchema = z.enum(['given', 'arrival']).meta({
  description:
    'Which time counted: the one that the message came with, or the moment at which it arrived here, because it came without a time or with one that cannot be right.',
});

const submittedSchema = z
  .object({
    submitted: z.literal(true),
    account_id: uuidSchema,
    submission_id: uuidSchema,
    request_id: uuidSchema,
    time: timeSourceSchema,
  })
  .meta({ id: 'MessageSubmitted' });

const heldSchema = z
  .object({ submitted: z.literal(false), held: z.literal(true), time: timeSourceSchema })
  .meta({
    id: 'MessageHeld',
    description:
      'It is submitted if a matching request opens within 30 s or, if Temporal cannot be reached, as soon as it can be.',
  });

export const receivedMessageSchema = z.xor([submittedSchema, heldSchema]).meta({ id: 'MessageTaken' });

/** Errors that sending the same message again does not resolve. */
export const refusals = [
  'NO_PENDING_REQUEST',
  'AMBIGUOUS_ACCOUNT',
  'AMBIGUOUS_MESSAGE',
  'INVALID_CODE',
  'REQUEST_SUPERSEDED',
  'CONFLICT',
] as const satisfies ErrorCode[];

/** Why there is no message in what an app sent. */
export const ignoredReasons = [
  'NOT_A_MESSAGE',
  'NO_TEXT',
  /** It is encrypted, and the API key has no `encryption_key`. */
  'ENCRYPTED',
  'WRONG_ENCRYPTION_KEY',
  /** The other parts of the message have not arrived yet. */
  'INCOMPLETE',
  'SUBSCRIPTION_CONFIRMED',
] as const;
export type IgnoredReason = (typeof ignoredReasons)[number];

export const forwardedMessageSchema = z
  .xor([
    submittedSchema,
    heldSchema,
    z
      .object({
        submitted: z.literal(false),
        held: z.literal(false),
        reason: z.enum(refusals),
        time: timeSourceSchema,
      })
      .meta({
        id: 'MessageRefused',
        description: 'It matches no request, and sending it again does not change that.',
      }),
    z
      .object({
        submitted: z.literal(false),
        held: z.literal(false),
        ignored: z.literal(true),
        reason: z.enum(ignoredReasons),
      })
      .meta({ id: 'MessageIgnored', description: 'There is no message in it that could hold a code.' }),
  ])
  .meta({ id: 'MessageForwarded' });

/**
 * A message that became a submission of an account's pending request, that will become one when Temporal can be reached
 * (`kept`), or that is held for a request to come.
 */
export type MessageReceived =
  | {
      outcome: 'submitted' | 'kept';
      accountId: string;
      submissionId: string;
      requestId: string;
      time: TimeSource;
    }
  | { outcome: 'held'; time: TimeSource };

export const toWireReceipt = (received: MessageReceived): z.input<typeof receivedMessageSchema> =>
  received.outcome !== 'submitted'
    ? { submitted: false, held: true, time: received.time }
    : {
        submitted: true,
        account_id: received.accountId,
        submission_id: received.submissionId,
        request_id: received.requestId,
        time: received.time,
      };
