import { z } from 'zod';
import { defaultMaxBytes, isBodySignedIn } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/** textbee.dev, with a subscription to MESSAGE_RECEIVED. It cannot set headers, and has a signing secret. */
export const textbee = defineRelay({
  format: 'textbee',
  name: 'textbee',
  app: {
    bodyTypes: ['application/json'],
    maxBytes: defaultMaxBytes,
    isSigned: isBodySignedIn('x-signature'),
  },
  body: z.object({
    webhookEvent: z.string(),
    sender: looseText,
    message: looseText,
    receivedAt: z.unknown().optional(),
  }),
  success: 202,
  read: ({ webhookEvent, sender, message, receivedAt }) =>
    webhookEvent === 'MESSAGE_RECEIVED'
      ? textOrNothing(message, { from: sender, received_at: receivedAt })
      : { ignored: 'NOT_A_MESSAGE' },
});
