import { z } from 'zod';
import { codeTypeSchema } from '../../assistance/descriptor.js';
import { channel, framePath, plainText, selector, wholeNumber } from './file-values.js';
import { stepsSchema } from './step-schema.js';

const longestCode = 32;

const lengthRangeSchema = z
  .strictObject({ min: wholeNumber(1, longestCode), max: wholeNumber(1, longestCode) })
  .refine(({ min, max }) => min <= max, { path: ['min'], error: 'must not be larger than max' });
const lengthSchema = z.union(
  [wholeNumber(1, longestCode), lengthRangeSchema],
  `must be a whole number from 1 to ${longestCode}, or { min, max } of such numbers`,
);

/** How the bank asks for a code. Its selectors are those of one frame, if there is `frame`. */
export const otpSchema = z.strictObject({
  input: selector,
  submit: selector.optional(),
  frame: framePath.optional(),
  before: stepsSchema
    .optional()
    .describe('Steps taken once, on a page that is code_required and shows no field for the code yet.'),
  before_submit: stepsSchema.optional().describe('Steps taken after the code is typed, before submit.'),
  length: lengthSchema.optional().describe('Absent: read from the page.'),
  type: z.enum(codeTypeSchema.options, 'must be numeric or alphanumeric').optional(),
  purpose: plainText.optional(),
  channel: channel.default('unknown'),
  destination: selector.optional(),
  message: selector.optional(),
  picture: selector.optional().describe('An element whose picture the person needs to make the code.'),
  expires_seconds: wholeNumber(1, 86_400).optional(),
  max_attempts: wholeNumber(1, 100).optional(),
  resend: selector.optional(),
  resend_after_seconds: wholeNumber(0, 3_600).optional(),
});
