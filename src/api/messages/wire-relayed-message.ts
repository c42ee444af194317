import { z } from 'zod';
import type { RelayedMessage } from '../../db/logins/relayed-messages.js';
import { isoTime, timeSchema, uuidSchema } from '../access/wire-values.js';
import { timeSourceSchema } from './wire-message.js';

/** What became of a message that came with a key or from a mailbox. */
export const relayedMessageSchema = z
  .object({
    received_at: timeSchema,
    format: z
      .string()
      .nullable()
      .meta({ description: 'The app, or `mailbox`; null for `POST /v1/messages`.' }),
    sender: z.string().nullable().meta({ description: 'Masked.' }),
    time: timeSourceSchema.nullable(),
    result: z.string().meta({
      description: '`SUBMITTED`, `HELD` as long as it is held, or why it was submitted to no request.',
    }),
    account_id: uuidSchema.nullable(),
    request_id: uuidSchema.nullable(),
  })
  .meta({ id: 'RelayedMessage' });

export const toWireRelayedMessage = ({
  received_at: at,
  time,
  ...row
}: RelayedMessage): z.input<typeof relayedMessageSchema> => ({
  ...row,
  received_at: isoTime(at),
  time: timeSourceSchema.nullable().parse(time),
});
