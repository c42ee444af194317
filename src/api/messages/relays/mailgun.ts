import { z } from 'zod';
import { parseFields } from '../../access/parse-fields.js';
import {
  headerValue,
  hmac,
  isFresh,
  isEqualInConstantTime,
  type SignedRequest,
} from '../../access/relay-app.js';
import { addressIn, mailDate, mailText, maxMailBytes } from './mail-parts.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * Mailgun, with a route that forwards to a URL: a form, multipart if the mail has attachments, signed with the HTTP
 * webhook signing key. https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/receive-http
 */
export const mailgun = defineRelay({
  format: 'mailgun',
  name: 'Mailgun',
  app: {
    bodyTypes: ['application/x-www-form-urlencoded', 'multipart/form-data'],
    maxBytes: maxMailBytes,
    isSigned,
  },
  body: z.object({
    sender: looseText,
    from: looseText,
    recipient: looseText,
    subject: looseText,
    'body-plain': looseText,
    'body-html': looseText,
    Date: looseText,
    timestamp: looseText,
  }),
  success: 200,
  read: ({ sender, from, recipient, subject, Date: date, timestamp, ...body }) =>
    textOrNothing(mailText(subject, body['body-plain'], body['body-html']), {
      from: addressIn(from) ?? sender,
      to: recipient,
      received_at: mailDate(date) ?? timestamp,
    }),
});

const signedSchema = z.object({ timestamp: z.string(), token: z.string(), signature: z.string() });

/**
 * `signature`: HMAC-SHA256, in hex, of `timestamp` in seconds and `token`. It authenticates the sender, but does not cover
 * the message.
 */
async function isSigned(request: SignedRequest, secret: string): Promise<boolean> {
  const fields = await parseFields(request.body, headerValue(request, 'content-type'));
  const read = signedSchema.safeParse(fields);
  if (!read.success) return false;
  const { timestamp, token, signature } = read.data;
  return (
    isFresh(new Date(Number(timestamp) * 1_000), request.now) &&
    isEqualInConstantTime(signature.toLowerCase(), hmac('sha256', secret, [timestamp, token], 'hex'))
  );
}
