import { z } from 'zod';
import { defaultMaxBytes, isBodySignedIn } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/** Android Incoming SMS Gateway (bogkonstantin), with its default payload or a usual one. It can also set headers. */
export const incomingSmsGateway = defineRelay({
  format: 'incoming-sms-gateway',
  name: 'Android Incoming SMS Gateway',
  app: {
    bodyTypes: ['application/json'],
    maxBytes: defaultMaxBytes,
    /** From version 2.4.0 on. */
    isSigned: isBodySignedIn('x-signature'),
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
