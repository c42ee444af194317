import { z } from 'zod';
import { channelSchema } from '../../assistance/descriptor.js';

/** The kinds of values that the sections of a bank file share. */

export const selector = z
  .string('must be a selector in quotes')
  .trim()
  .min(1, 'must not be empty')
  .max(1_000);

/** A text that the database and JSON can keep. */
export const plainText = z
  .string('must be a text in quotes')
  .trim()
  .min(1, 'must not be empty')
  .max(100, 'must not be longer than 100 characters')
  .regex(/^[^\0\p{Cs}]*$/u, 'must be well-formed text');

export const trueOrFalse = z.boolean('must be true or false');

export const webAddress = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' });

export const wholeNumber = (min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.int(error).min(min, error).max(max, error);
};

const framePathError =
  'must be the selector of a frame in quotes, or a list of up to 8 of them, the outermost first';

/** The way to a frame: its selector, or those of nested frames from the outermost on. */
export const framePath = z
  .union([selector, z.array(selector).min(1, framePathError).max(8, framePathError)], framePathError)
  .transform((frame) => (typeof frame === 'string' ? [frame] : frame));
export type FramePath = z.infer<typeof framePath>;

/** The name of an attribute, such as `aria-label` or `data-key`. */
export const attributeName = z
  .string('must be the name of an attribute')
  .regex(/^[A-Za-z_][A-Za-z0-9_.:-]{0,63}$/, 'must be the name of an attribute');

/** The name of a secret of the bank's accounts. */
export const secretName = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'must be 1 to 40 of A-Z, a-z, 0-9 and _, a letter first');

export const channel = z.enum(channelSchema.options, `must be one of ${channelSchema.options.join(', ')}`);
