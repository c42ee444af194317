import { createVerify, type KeyObject, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { unavailable } from '../../access/api-error.js';
import { type SignedRequest, defaultMaxBytes } from '../../access/relay-app.js';
import type { RelaySettings } from '../../access/relay-settings.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

const envelopeSchema = z.object({
  Type: z.string(),
  MessageId: z.string(),
  TopicArn: z.string(),
  Message: z.string(),
  Subject: z.string().optional(),
  Timestamp: z.string(),
  SignatureVersion: z.enum(['1', '2']),
  Signature: z.string(),
  SigningCertURL: z.string(),
  Token: z.string().optional(),
  SubscribeURL: z.string().optional(),
});
type Envelope = z.output<typeof envelopeSchema>;

/** An SMS that a number of AWS received. */
const smsSchema = z.object({
  originationNumber: looseText,
  destinationNumber: looseText,
  messageBody: looseText,
});

/**
 * Amazon SNS, with the messages of two-way SMS. Every request is signed by Amazon, and its topic must be one that the API
 * key names. https://docs.aws.amazon.com/sms-voice/latest/userguide/two-way-sms-payload.html
 */
export const sns = defineRelay({
  format: 'sns',
  name: 'Amazon SNS',
  app: {
    bodyTypes: ['text/plain', 'application/json'],
    maxBytes: 256 * 1024 + defaultMaxBytes,
    isSigned,
    isAlwaysSigned: true,
  },
  body: envelopeSchema,
  success: 200,
  read: async ({ Type: type, Message: message, SubscribeURL: url, Timestamp: timestamp }) => {
    if (type === 'SubscriptionConfirmation' && url !== undefined) {
      await confirm(url);
      return { ignored: 'SUBSCRIPTION_CONFIRMED' };
    }
    const sms = type === 'Notification' ? smsSchema.safeParse(parseJson(message)).data : undefined;
    return sms
      ? textOrNothing(sms.messageBody, {
          from: sms.originationNumber,
          to: sms.destinationNumber,
          received_at: timestamp,
        })
      : { ignored: 'NOT_A_MESSAGE' };
  },
});

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** RSA over these fields, of a topic that the key names, with a certificate at an address of Amazon. */
async function isSigned(
  { body }: SignedRequest,
  _secret: string,
  { sns_topics: topics = [] }: RelaySettings,
): Promise<boolean> {
  const read = envelopeSchema.safeParse(parseJson(body.toString('utf8')));
  if (!read.success || !topics.includes(read.data.TopicArn)) return false;
  const envelope = read.data;
  if (!certificateUrl.test(envelope.SigningCertURL)) return false;
  const publicKey = await readPublicKey(envelope.SigningCertURL);
  const verifier = createVerify(envelope.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256');
  return verifier.update(signedText(envelope)).verify(publicKey, envelope.Signature, 'base64');
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html */
function signedText(envelope: Envelope): string {
  const names =
    envelope.Type === 'Notification'
      ? (['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'] as const)
      : (['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] as const);
  return names
    .flatMap((name) => (envelope[name] === undefined ? [] : [`${name}\n${envelope[name]}\n`]))
    .join('');
}

const certificateUrl =
  /^https:\/\/sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?\/SimpleNotificationService-[A-Za-z0-9]{1,64}\.pem$/;
const snsUrl = /^https:\/\/sns\.[a-z0-9-]{1,40}\.amazonaws\.com(\.cn)?\//;

/** Certificates change about once a year. */
const certificates = new Map<string, KeyObject>();
const maxCertificates = 50;

async function readPublicKey(url: string): Promise<KeyObject> {
  const known = certificates.get(url);
  if (known !== undefined) return known;
  const { publicKey } = new X509Certificate(await (await get(url)).text());
  if (certificates.size >= maxCertificates) certificates.clear();
  certificates.set(url, publicKey);
  return publicKey;
}

/** The address is part of what Amazon signed. */
async function confirm(url: string): Promise<void> {
  if (snsUrl.test(url)) await get(url);
}

/** SNS waits 15 s for an answer, and repeats what is not answered with success. */
const timeoutMs = 5_000;

async function get(url: string): Promise<Response> {
  const response = await fetch(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) }).catch(
    () => undefined,
  );
  // SNS sends it again.
  if (!response?.ok) throw unavailable();
  return response;
}
