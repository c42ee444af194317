import { z } from 'zod';
import { channelSchema } from './descriptor.js';
import { insteadOption, type RequestContent } from './request-content.js';
import { toWireDescriptor, wireDescriptorSchema } from './wire-descriptor.js';

const wireOptionSchema = z
  .object({
    id: z.string(),
    label: z.string(),
    channel: channelSchema,
    destination: z.string().optional().meta({ description: 'Where a code would be sent, masked.' }),
  })
  .meta({ id: 'ChoiceOption' });

/** What a request asks for, as it is sent to clients: by the API, over sockets and in notifications. */
export const wireContentSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('otp'),
    descriptor: wireDescriptorSchema
      .safeExtend({
        picture: z
          .string()
          .optional()
          .meta({ description: 'Path of the picture that the person needs to make the code.' }),
      })
      .meta({ id: 'CodeDescriptor', description: 'What code the bank asks for.' }),
  }),
  z.object({
    type: z.literal('choice'),
    descriptor: z.object({ options: z.array(wireOptionSchema) }).meta({ id: 'ChoiceDescriptor' }),
  }),
  z.object({
    type: z.literal('approval'),
    descriptor: z
      .object({
        message: z.string().optional().meta({ description: "The bank's instruction." }),
        compare: z
          .string()
          .optional()
          .meta({ description: "A number that the person compares with the one in the bank's app." }),
        options: z
          .array(z.object({ id: z.literal(insteadOption), label: z.string() }).meta({ id: 'InsteadOption' }))
          .meta({ description: 'Empty where the bank does not offer a code instead.' }),
      })
      .meta({ id: 'ApprovalDescriptor' }),
  }),
  z.object({
    type: z.literal('question'),
    descriptor: z.object({ text: z.string(), private: z.literal(true) }).meta({ id: 'QuestionDescriptor' }),
  }),
]);
export type WireContent = z.infer<typeof wireContentSchema>;

/** The schema of an object that has these fields besides what a request asks for. `name` is its name in the
 * OpenAPI document, which the caller gives it, and ends the names of its variants. */
export function withWireContent<Shape extends z.ZodRawShape>(name: string, shape: Shape) {
  const [otp, choice, approval, question] = wireContentSchema.options;
  return z.discriminatedUnion('type', [
    otp.extend(shape).meta({ id: `Otp${name}` }),
    choice.extend(shape).meta({ id: `Choice${name}` }),
    approval.extend(shape).meta({ id: `Approval${name}` }),
    question.extend(shape).meta({ id: `Question${name}` }),
  ]);
}

/** Converts what a request asks for. The ids are those of the request. */
export function toWireContent(
  content: RequestContent,
  { accountId, requestId }: { accountId: string; requestId: string },
): WireContent {
  const { type } = content;
  switch (type) {
    case 'otp':
      return {
        type,
        descriptor: {
          ...toWireDescriptor(content.descriptor),
          ...(content.descriptor.hasPicture && { picture: picturePath(accountId, requestId) }),
        },
      };
    case 'choice':
      return { type, descriptor: content.descriptor };
    case 'approval': {
      const { instead, ...words } = content.descriptor;
      const options = instead === undefined ? [] : [{ id: insteadOption, label: instead } as const];
      return { type, descriptor: { ...words, options } };
    }
    case 'question':
      return { type, descriptor: { text: content.descriptor.text, private: true } };
  }
}

const picturePath = (accountId: string, requestId: string): string =>
  `/v1/accounts/${accountId}/assistance-requests/${requestId}/picture`;
