import { z } from 'zod';

export const codeTypeSchema = z.enum(['numeric', 'alphanumeric']).meta({ id: 'CodeType' });
export type CodeType = z.infer<typeof codeTypeSchema>;

export const channelSchema = z
  .enum(['sms', 'email', 'call', 'app', 'token', 'unknown'])
  .meta({ id: 'Channel' });
export type Channel = z.infer<typeof channelSchema>;

/** Characters of the longest code that a request can ask for. */
const maxCodeLength = 32;

/**
 * What the bank asks for. `length` counts characters and is null when neither the page nor the bank's file gives it.
 * Where the bank takes codes of several lengths, `length` is the largest and `minLength` the smallest.
 */
export const descriptorSchema = z
  .object({
    length: z.int().min(1).max(maxCodeLength).nullable(),
    minLength: z.int().min(1).max(maxCodeLength).optional(),
    type: codeTypeSchema,
    purpose: z.string().max(100).optional(),
    channel: channelSchema,
    /** `cleanBankText` leaves 300 characters, which are at most 600 UTF-16 units. */
    destination: z.string().max(600).optional(),
    /** The bank shows a picture that the person needs to make the code; it is kept for the login's request. */
    hasPicture: z.literal(true).optional(),
  })
  .refine(({ length, minLength }) => minLength === undefined || (length !== null && minLength <= length), {
    path: ['minLength'],
    error: 'must not be larger than length',
  });
export type Descriptor = z.infer<typeof descriptorSchema>;

/** Whether the account's authenticator secret (`totp_secret`) answers a prompt of this channel. */
export const authenticatorAnswers = (channel: Channel): boolean =>
  channel === 'app' || channel === 'token' || channel === 'unknown';

/** Whether the bank sends the code that it asks for. Such codes count towards the account's daily limit. */
export const bankSendsCode = (channel: Channel, hasAuthenticator: boolean): boolean =>
  hasAuthenticator ? !authenticatorAnswers(channel) : channel !== 'app' && channel !== 'token';
