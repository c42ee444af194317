import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import {
  headerValue,
  hmac,
  isEqualInConstantTime,
  parseForm,
  type RelayApp,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';

/**
 * Twilio: forms, signed with the account's auth token. Verified here, as Twilio's library also brings an HTTP client and
 * XML.
 */
export const twilio: RelayApp = {
  bodyTypes: ['application/x-www-form-urlencoded'],
  maxBytes: defaultMaxBytes,
  isSigned,
};

/** https://www.twilio.com/docs/messaging/guides/webhook-request */
export const twilioSchema = z
  .object({ From: z.string(), To: z.string().optional(), Body: z.string() })
  .transform(({ From, To, Body }): WrittenMessage => ({ message: Body, from: From, to: To }))
  .pipe(messageBodySchema);

/**
 * `X-Twilio-Signature`: HMAC-SHA1, in Base64, of the configured URL followed by the name and value of each parameter,
 * sorted by name. Twilio is inconsistent about including the port and the user info of the URL, so all variants are
 * tried. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
function isSigned(request: SignedRequest, secret: string): boolean {
  const parameters = Object.entries(parseForm(request.body.toString('utf8')))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flat();
  const signature = headerValue(request, 'x-twilio-signature');
  return urlsOf(request).some((url) =>
    isEqualInConstantTime(signature, hmac('sha1', secret, [url, ...parameters], 'base64')),
  );
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
