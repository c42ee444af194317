import { z } from 'zod';
import { channelSchema, descriptorSchema } from './descriptor.js';

/** `cleanBankText` leaves 300 characters, which are at most 600 UTF-16 units. */
const bankText = z.string().max(600);

export const choiceOptionSchema = z.object({
  /** The option's id in the bank's file. */
  id: z.string().min(1).max(100),
  label: bankText,
  channel: channelSchema,
  /** Where a code would be sent, as the bank shows it. */
  destination: bankText.optional(),
});

export const choiceDescriptorSchema = z.object({ options: z.array(choiceOptionSchema).min(1) });
export type ChoiceDescriptor = z.infer<typeof choiceDescriptorSchema>;

export const approvalDescriptorSchema = z.object({
  message: bankText.optional(),
  /** A number that the person compares with the one in the app. */
  compare: bankText.optional(),
  /** The label of what asks the bank for a code instead. Absent where it offers none. */
  instead: bankText.optional(),
});
export type ApprovalDescriptor = z.infer<typeof approvalDescriptorSchema>;

export const questionDescriptorSchema = z.object({ text: bankText });
export type QuestionDescriptor = z.infer<typeof questionDescriptorSchema>;

/** The one thing that can be chosen while an approval is waited for. */
export const insteadOption = 'instead';

const isWithoutType = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !('type' in value);

/** What a request asks for. One without a type is from a build that knew only codes. */
export const requestContentSchema = z.preprocess(
  (value) => (isWithoutType(value) ? { ...value, type: 'otp' } : value),
  z.discriminatedUnion('type', [
    z.object({ type: z.literal('otp'), descriptor: descriptorSchema }),
    z.object({ type: z.literal('choice'), descriptor: choiceDescriptorSchema }),
    z.object({ type: z.literal('approval'), descriptor: approvalDescriptorSchema }),
    z.object({ type: z.literal('question'), descriptor: questionDescriptorSchema }),
  ]),
);
export type RequestContent = z.infer<typeof requestContentSchema>;
export type RequestType = RequestContent['type'];
export const requestTypeSchema = z
  .enum(['otp', 'choice', 'approval', 'question'] satisfies RequestType[])
  .meta({ id: 'RequestType' });
