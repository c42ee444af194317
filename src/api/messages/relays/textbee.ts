import { z } from 'zod';
import { headerValue, hmac, isEqualInConstantTime, defaultMaxBytes } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/** textbee.dev, with a subscription to MESSAGE_RECEIVED. It cannot set headers, and has a signing secret. */
export const textbee = defineRelay({
  format: 'textbee',
  name: 'textbee',
  app: {
    bodyTypes: ['application/json'],
    maxBytes: defaultMaxBytes,
    /** `X-Signature`: HMAC-SHA256 of the body, in hex. */
    isSigned: (request, secret) =>
      isEqualInConstantTime(
        headerValue(request, 'x-signature').toLowerCase(),
        hmac('sha256', secret, [request.body], 'hex'),
      ),
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
