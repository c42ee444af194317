import { z } from 'zod';

export const codeTypeSchema = z.enum(['numeric', 'alphanumeric']);
export type CodeType = z.infer<typeof codeTypeSchema>;

export const channelSchema = z.enum(['sms', 'email', 'call', 'app', 'token', 'unknown']);
export type Channel = z.infer<typeof channelSchema>;

/** What the bank asks for. `length` is null when nothing on the page or in the bank's file tells it. */
export const descriptorSchema = z.object({
  length: z.int().min(1).max(32).nullable(),
  type: codeTypeSchema,
  purpose: z.string().max(100).optional(),
  channel: channelSchema,
  /** At most what `cleanBankText` leaves, in UTF-16 units. */
  destination: z.string().max(600).optional(),
});
export type Descriptor = z.infer<typeof descriptorSchema>;

/** Channels whose code an authenticator's secret gives (contract, `totp_secret`). */
export const authenticatorAnswers = (channel: Channel): boolean =>
  channel === 'app' || channel === 'token' || channel === 'unknown';

/** Whether the bank sends the code that it asks for, which costs it money and the customer patience. */
export const bankSendsCode = (channel: Channel, hasAuthenticator: boolean): boolean =>
  hasAuthenticator ? !authenticatorAnswers(channel) : channel !== 'app' && channel !== 'token';
