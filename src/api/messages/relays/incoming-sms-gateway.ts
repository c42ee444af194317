import { z } from 'zod';
import { headerValue, hmac, isEqualInConstantTime, defaultMaxBytes } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/** Android Incoming SMS Gateway (bogkonstantin), with its default payload or a usual one. It can also set headers. */
export const incomingSmsGateway = defineRelay({
  format: 'incoming-sms-gateway',
  name: 'Android Incoming SMS Gateway',
  app: {
    bodyTypes: ['application/json'],
    maxBytes: defaultMaxBytes,
    /** `X-Signature`, from version 2.4.0 on: HMAC-SHA256 of the body, in hex. */
    isSigned: (request, secret) =>
      isEqualInConstantTime(
        headerValue(request, 'x-signature').toLowerCase(),
        hmac('sha256', secret, [request.body], 'hex'),
      ),
  },
  body: z.object({
    from: looseText,
    text: looseText,
    msg: looseText,
    message: looseText,
    receivedStamp: z.unknown().optional(),
  }),
  success: 202,
  read: ({ from, text, msg, message, receivedStamp }) =>
    textOrNothing(text ?? msg ?? message, { from, received_at: receivedStamp }),
});
