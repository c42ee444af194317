import { z } from 'zod';
import {
  headerValue,
  hmac,
  isEqualInConstantTime,
  parseForm,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';
import { defineRelay, textOrNothing } from './relay.js';

/**
 * https://www.twilio.com/docs/messaging/guides/webhook-request. Some configure the same URL for reports on messages that
 * they sent, which have a status and no text.
 */
const sentSchema = z
  .object({
    From: z.string().optional(),
    To: z.string().optional(),
    Body: z.string().optional(),
    MessageStatus: z.string().optional(),
  })
  .refine(({ Body, MessageStatus }) => Body !== undefined || MessageStatus !== undefined, {
    path: ['Body'],
    error: 'is required',
  });

/**
 * Twilio: forms, signed with the account's auth token or a shared key. Verified here, as Twilio's library also brings an
 * HTTP client and XML.
 */
export const twilio = defineRelay({
  format: 'twilio',
  name: 'Twilio',
  app: { bodyTypes: ['application/x-www-form-urlencoded'], maxBytes: defaultMaxBytes, isSigned },
  body: sentSchema,
  success: 204,
  isSilent: true,
  read: ({ From, To, Body }) =>
    Body === undefined ? { ignored: 'NOT_A_MESSAGE' } : textOrNothing(Body, { from: From, to: To }),
});

/**
 * `X-Twilio-Signature`: HMAC-SHA1, in Base64, of the configured URL followed by the name and value of each parameter,
 * sorted by name. Where Twilio is set to sign with a shared key, a header announces that key and HMAC-SHA256
 * (https://www.twilio.com/docs/usage/webhooks/webhook-configuration). Twilio is inconsistent about including the port and the user info of the URL, so all variants are
 * tried. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
function isSigned(request: SignedRequest, secret: string): boolean {
  const parameters = Object.entries(parseForm(request.body.toString('utf8')))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flat();
  const signature = headerValue(request, 'x-twilio-signature');
  const algorithm = announcedAlgorithm(request);
  return (
    algorithm !== undefined &&
    urlsOf(request).some((url) =>
      isEqualInConstantTime(signature, hmac(algorithm, secret, [url, ...parameters], 'base64')),
    )
  );
}

/** From `X-Twilio-Webhooks-Signature-Settings: key=<id>,algorithm=HMAC_SHA256`; undefined for an unknown one. */
function announcedAlgorithm(request: SignedRequest): 'sha1' | 'sha256' | undefined {
  const settings = headerValue(request, 'x-twilio-webhooks-signature-settings');
  if (settings === '') return 'sha1';
  const [, name = ''] = /(?:^|,)\s*algorithm\s*=\s*"?([^\s,"]+)/i.exec(settings) ?? [];
  const algorithms = new Map<string, 'sha1' | 'sha256'>([
    ['HMAC_SHA1', 'sha1'],
    ['HMAC_SHA256', 'sha256'],
  ]);
  return algorithms.get(name.toUpperCase());
}

function urlsOf(request: SignedRequest): string[] {
  const { protocol, host, hostname, port, pathname, search } = new URL(request.url);
  const withPort = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  const [, basic = ''] = /^basic +(\S+)$/i.exec(headerValue(request, 'authorization')) ?? [];
  const userInfos = basic === '' ? [''] : ['', `${Buffer.from(basic, 'base64').toString('utf8')}@`];
  return [host, hostname, withPort].flatMap((authority) =>
    userInfos.map((userInfo) => `${protocol}//${userInfo}${authority}${pathname}${search}`),
  );
}
