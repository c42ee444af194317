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

/** A Twilio number: forms, signed with the account's auth token. Its own library would bring an HTTP client and XML. */
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
 * `X-Twilio-Signature`: HMAC-SHA1, in Base64, of the URL as it was given to Twilio, followed by every parameter's
 * name and value in the order of the names. Twilio is not consistent in whether the URL has its port and its
 * user info, so each of these is tried. https://www.twilio.com/docs/usage/webhooks/webhooks-security
 */
function isSigned(request: SignedRequest, secret: string): boolean {
  const parameters = Object.entries(parseForm(request.body.toString('utf8')))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flat();
  const given = headerValue(request, 'x-twilio-signature');
  return urlsOf(request).some((url) =>
    isEqualInConstantTime(given, hmac('sha1', secret, [url, ...parameters], 'base64')),
  );
}

function urlsOf(request: SignedRequest): string[] {
  const { protocol, host, hostname, port, pathname, search } = new URL(request.url);
  const withPort = `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
  const [, basic = ''] = /^basic +(\S+)$/i.exec(headerValue(request, 'authorization')) ?? [];
  const userInfos = basic === '' ? [''] : ['', `${Buffer.from(basic, 'base64').toString('utf8')}@`];
  return [host, hostname, withPort].flatMap((place) =>
    userInfos.map((userInfo) => `${protocol}//${userInfo}${place}${pathname}${search}`),
  );
}
