import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  headerValue,
  hmac,
  isFresh,
  isEqualInConstantTime,
  parseForm,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';
import { defineRelay, looseText, type RelayContext, type Relayed, textOrNothing } from './relay.js';

const sentSchema = z.object({
  msisdn: looseText,
  to: looseText,
  text: looseText,
  type: looseText,
  status: looseText,
  /** In UTC, without an offset. */
  'message-timestamp': looseText,
  'concat-ref': looseText,
  'concat-total': z.coerce.number().int().min(1).max(255).optional(),
  'concat-part': z.coerce.number().int().min(1).max(255).optional(),
});
type Sent = z.output<typeof sentSchema>;

/**
 * Vonage (Nexmo), SMS API: JSON, a form, or a GET request. A long message comes in parts, in any order. A delivery report
 * has a status. https://developer.vonage.com/messaging/sms/guides/inbound-sms
 */
export const vonage = defineRelay({
  format: 'vonage',
  name: 'Vonage',
  app: {
    bodyTypes: ['application/json', 'application/x-www-form-urlencoded'],
    maxBytes: defaultMaxBytes,
    isSigned,
  },
  body: sentSchema,
  query: sentSchema,
  success: 204,
  isSilent: true,
  read: (sent, context) =>
    sent.status === undefined ? readSms(sent, context) : { ignored: 'NOT_A_MESSAGE' },
});

async function readSms(sent: Sent, context: RelayContext): Promise<Relayed> {
  const { msisdn: from, to, text = '', 'message-timestamp': time } = sent;
  const message = { from, to, received_at: time && `${time}Z` };
  const { 'concat-ref': reference, 'concat-total': total, 'concat-part': part } = sent;
  if (reference === undefined || total === undefined || part === undefined || total === 1)
    return textOrNothing(text, message);
  const id = ['vonage', from ?? '', to ?? '', reference, String(total)];
  const joined = await context.joinParts({ id, total, part, text });
  if (joined === undefined) return { ignored: 'INCOMPLETE' };
  const read = textOrNothing(joined.text, message);
  return 'message' in read ? { ...read, done: joined.forget } : read;
}

/** By the length of the signature in hex. Vonage calls the first two `md5hash` and `md5`. */
const algorithms = new Map<number, 'md5' | 'sha1' | 'sha256' | 'sha512'>([
  [32, 'md5'],
  [40, 'sha1'],
  [64, 'sha256'],
  [128, 'sha512'],
]);

/**
 * `sig`: an HMAC, in hex, of all other parameters in the order of their names, or the MD5 of these and the secret; valid
 * for five minutes after `timestamp`. https://developer.vonage.com/getting-started/concepts/signing-messages
 */
function isSigned(request: SignedRequest, secret: string): boolean {
  const { sig = '', ...parameters } = parametersOf(request);
  const algorithm = algorithms.get(sig.length);
  if (algorithm === undefined || !isFresh(new Date(Number(parameters['timestamp']) * 1_000), request.now))
    return false;
  const signed = Object.entries(parameters)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => `&${name}=${value.replace(/[&=]/g, '_')}`)
    .join('');
  const expected = [
    hmac(algorithm, secret, [signed], 'hex'),
    ...(algorithm === 'md5'
      ? [
          createHash('md5')
            .update(signed + secret)
            .digest('hex'),
        ]
      : []),
  ];
  return expected.some((one) => isEqualInConstantTime(sig.toLowerCase(), one));
}

const scalarsSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

/** The parameters that Vonage sent, as text; without the id of the API key, which is part of the configured address. */
function parametersOf({ url, body, headers, ...request }: SignedRequest): Record<string, string> {
  if (body.length === 0)
    return Object.fromEntries([...new URL(url).searchParams].filter(([name]) => name !== 'key_id'));
  const text = body.toString('utf8');
  const type = headerValue({ url, body, headers, ...request }, 'content-type');
  if (!type.includes('json')) return parseForm(text);
  try {
    return scalarsSchema.safeParse(JSON.parse(text)).data ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {}; // reported when the body is read
    throw error;
  }
}
