import { z } from 'zod';
import { defaultMaxBytes } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * 46elks: forms. It does not sign, and sends the user info of the URL as HTTP Basic. A delivery report has no direction.
 * https://46elks.com/docs/receive-sms
 */
export const elks46 = defineRelay({
  format: '46elks',
  name: '46elks',
  app: { bodyTypes: ['application/x-www-form-urlencoded'], maxBytes: defaultMaxBytes },
  body: z.object({
    direction: looseText,
    from: looseText,
    to: looseText,
    message: looseText,
    created: looseText,
  }),
  success: 204,
  isSilent: true,
  read: ({ direction, from, to, message, created }) =>
    direction === 'incoming'
      ? // The time is in UTC and has no offset.
        textOrNothing(message, { from, to, received_at: created && `${created}Z` })
      : { ignored: 'NOT_A_MESSAGE' },
});
