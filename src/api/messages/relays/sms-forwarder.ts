import { z } from 'zod';
import {
  hmac,
  isFresh,
  isEqualInConstantTime,
  parseForm,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * SmsForwarder (pppscn) with a sender of type Webhook. It can set headers, and signs if a secret is configured. Its users
 * name the parameters; these are the names of its tags. `org_content` is the message as it came, and `content` and `msg`
 * have lines with the time and the SIM added.
 */
export const smsForwarder = defineRelay({
  format: 'smsforwarder',
  name: 'SmsForwarder',
  app: {
    bodyTypes: ['application/x-www-form-urlencoded', 'application/json'],
    maxBytes: defaultMaxBytes,
    isSigned,
  },
  body: z.object({
    from: looseText,
    org_content: looseText,
    content: looseText,
    msg: looseText,
    text: looseText,
    received_at: z.unknown().optional(),
    receive_time: z.unknown().optional(),
  }),
  success: 202,
  read: ({ from, org_content: original, content, msg, text, received_at: receivedAt, receive_time: time }) =>
    textOrNothing(original ?? content ?? msg ?? text, { from, received_at: receivedAt ?? time }),
});

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
