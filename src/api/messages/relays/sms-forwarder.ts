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

/** SmsForwarder (pppscn) with a sender of type Webhook. It can set headers, and signs if a secret is configured. */
export const smsForwarder: RelayApp = {
  bodyTypes: ['application/x-www-form-urlencoded', 'application/json'],
  maxBytes: defaultMaxBytes,
  isSigned,
};

/** The parameters of the app's default template, and `received_at`. */
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
 * itself, which is also the key. It authenticates the sender, but does not cover the message.
 */
function isSigned({ headers, body, now }: SignedRequest, secret: string): boolean {
  const text = body.toString('utf8');
  const read = signedSchema.safeParse(
    headers['content-type']?.includes('json') ? tryParseJson(text) : parseForm(text),
  );
  if (!read.success) return false;
  const { timestamp, sign } = read.data;
  const expected = hmac('sha256', secret, [`${timestamp}\n${secret}`], 'base64');
  return (
    isFresh(new Date(Number(timestamp)), now) &&
    [expected, encodeURIComponent(expected)].some((one) => isEqualInConstantTime(sign, one))
  );
}

function tryParseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // reported when the body is read
    throw error;
  }
}
