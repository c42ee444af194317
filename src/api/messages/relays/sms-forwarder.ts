import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import {
  hmac,
  isFresh,
  isEqualInConstantTime,
  parseForm,
  type RelayApp,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';

/** SmsForwarder (pppscn), a sender of the kind Webhook. It can set headers, and signs when it is given a secret. */
export const smsForwarder: RelayApp = {
  bodyTypes: ['application/x-www-form-urlencoded', 'application/json'],
  maxBytes: defaultMaxBytes,
  isSigned,
};

/** The parameters of the app's own template, and one more that tells when the phone got the message. */
export const smsForwarderSchema = z
  .object({
    from: z.string(),
    content: z.string(),
    received_at: z.string().optional(),
  })
  .transform(({ from, content, received_at }): WrittenMessage => ({ message: content, from, received_at }))
  .pipe(messageBodySchema);

const signedSchema = z.object({ timestamp: z.coerce.string(), sign: z.string() });

/**
 * `sign`: HMAC-SHA256, in Base64 and percent-encoded, of `timestamp` in milliseconds, a line feed and the secret
 * itself, which is the key too. It says who sends, and nothing of the message.
 */
function isSigned({ headers, body, now }: SignedRequest, secret: string): boolean {
  const text = body.toString('utf8');
  const read = signedSchema.safeParse(
    headers['content-type']?.includes('json') ? jsonOrNothing(text) : parseForm(text),
  );
  if (!read.success) return false;
  const { timestamp, sign } = read.data;
  const expected = hmac('sha256', secret, [`${timestamp}\n${secret}`], 'base64');
  return (
    isFresh(new Date(Number(timestamp)), now) &&
    [expected, encodeURIComponent(expected)].some((one) => isEqualInConstantTime(sign, one))
  );
}

function jsonOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // said when the body is read
    throw error;
  }
}
