import { z } from 'zod';
import type { ExpectedShape } from './code-shape.js';
import { channelSchema, codeTypeSchema, type Descriptor } from './descriptor.js';

/** A descriptor as it is sent to clients: by the API, over sockets and in notifications. */
export const wireDescriptorSchema = z
  .object({
    length: z.int().nullable().meta({
      description:
        'Characters of the code; the largest number where the bank accepts several. Null when it is unknown: then only the type is enforced.',
    }),
    min_length: z.int().optional().meta({
      description: 'The smallest number of characters. Only where the bank takes codes of several lengths.',
    }),
    type: codeTypeSchema,
    purpose: z.string().optional(),
    channel: channelSchema,
    destination: z.string().optional().meta({ description: 'Where the bank sent the code, masked.' }),
  })
  .meta({ id: 'Descriptor', description: 'What the bank asks for.' });
export type WireDescriptor = z.infer<typeof wireDescriptorSchema>;

export const toWireDescriptor = (descriptor: Descriptor): WireDescriptor => ({
  ...toWireShape(descriptor),
  ...(descriptor.purpose === undefined ? {} : { purpose: descriptor.purpose }),
  channel: descriptor.channel,
  ...(descriptor.destination === undefined ? {} : { destination: descriptor.destination }),
});

/** The part of the descriptor that a code is checked against: `details.expected` of INVALID_CODE. */
export const toWireShape = ({ length, minLength, type }: ExpectedShape) => ({
  length,
  ...(minLength === undefined ? {} : { min_length: minLength }),
  type,
});
