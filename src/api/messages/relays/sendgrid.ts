import { createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { headerValue, isFresh, type SignedRequest } from '../../access/relay-app.js';
import { addressIn, mailDate, mailText, maxMailBytes } from './mail-parts.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * SendGrid Inbound Parse: multipart, with the charset of each field in a field of its own. It can sign, and sends the
 * user info of the URL as HTTP Basic. https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/inbound-email
 */
export const sendGrid = defineRelay({
  format: 'sendgrid',
  name: 'SendGrid Inbound Parse',
  app: { bodyTypes: ['multipart/form-data'], maxBytes: maxMailBytes, isSigned },
  body: z.object({
    from: looseText,
    to: looseText,
    subject: looseText,
    text: looseText,
    html: looseText,
    headers: looseText,
    envelope: looseText,
  }),
  success: 200,
  read: ({ from, to, subject, text, html, headers, envelope }) =>
    textOrNothing(mailText(subject, text, html), {
      from: addressIn(from),
      to: recipientIn(envelope) ?? addressIn(to),
      received_at: mailDate(/^date:\s*(.+)$/im.exec(headers ?? '')?.[1]),
    }),
});

const envelopeSchema = z
  .string()
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(z.object({ to: z.array(z.string()).min(1) }));

const recipientIn = (envelope: string | undefined): string | undefined =>
  envelopeSchema.safeParse(envelope).data?.to[0];

/**
 * ECDSA with SHA-256, in Base64, of a timestamp in seconds and the body. The signing secret is the public key of the
 * security policy. https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks
 */
function isSigned(request: SignedRequest, publicKey: string): boolean {
  const timestamp = headerValue(request, 'x-twilio-email-event-webhook-timestamp');
  const signature = headerValue(request, 'x-twilio-email-event-webhook-signature');
  if (!isFresh(new Date(Number(timestamp) * 1_000), request.now)) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    const signed = Buffer.concat([Buffer.from(timestamp), request.body]);
    return verify('sha256', signed, key, Buffer.from(signature, 'base64'));
  } catch (error) {
    // The signing secret is not a public key.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
