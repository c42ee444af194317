import { z } from 'zod';
import { channel, plainText, selector, wholeNumber } from './file-values.js';

/** How the bank asks for help that is not a code: `choice`, `approval` and `question`. */

const optionSchema = z.strictObject({
  id: z
    .string('must be 1 to 64 of a-z, 0-9 and -')
    .regex(/^[a-z0-9-]{1,64}$/, 'must be 1 to 64 of a-z, 0-9 and -'),
  /** Absent: the text of the element. */
  label: plainText.optional(),
  channel: channel.default('unknown'),
  select: selector,
  destination: selector.optional(),
});

export const choiceSchema = z.strictObject({
  options: z
    .array(optionSchema, 'must be a list of options')
    .min(1, 'must name at least one option')
    .max(20)
    .superRefine((options, context) => {
      const seen = new Set<string>();
      for (const [at, { id }] of options.entries()) {
        if (seen.has(id))
          context.addIssue({ code: 'custom', path: [at, 'id'], message: `${id} is the id of two options` });
        seen.add(id);
      }
    }),
  /** Absent: selecting an option sends it. */
  submit: selector.optional(),
});

export const approvalSchema = z.strictObject({
  message: selector.optional(),
  /** A number that the person compares with the one in the app. */
  compare: selector.optional(),
  expires_seconds: wholeNumber(1, 86_400).optional(),
  /** Asks the bank for a code instead. */
  instead: selector.optional(),
});

export const questionSchema = z.strictObject({
  text: selector,
  input: selector,
  /** Absent: Enter sends the answer. */
  submit: selector.optional(),
});
