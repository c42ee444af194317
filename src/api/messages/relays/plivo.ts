import { z } from 'zod';
import {
  headerValue,
  hmac,
  isEqualInConstantTime,
  parseForm,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * Plivo: forms, signed with the auth token. WhatsApp and MMS have `Body` instead of `Text`; a delivery report has a
 * status and neither. https://docs.plivo.com/docs/messaging/api/message/handling-incoming
 */
export const plivo = defineRelay({
  format: 'plivo',
  name: 'Plivo',
  app: { bodyTypes: ['application/x-www-form-urlencoded'], maxBytes: defaultMaxBytes, isSigned },
  body: z.object({
    From: looseText,
    To: looseText,
    Text: looseText,
    Body: looseText,
    Status: looseText,
  }),
  success: 200,
  isSilent: true,
  read: ({ From: from, To: to, Text: text, Body: body, Status: status }) =>
    status === undefined ? textOrNothing(text ?? body, { from, to }) : { ignored: 'NOT_A_MESSAGE' },
});

/**
 * `X-Plivo-Signature-V3` covers address and fields, `X-Plivo-Signature-V2` only the address: HMAC-SHA256, in Base64, of
 * that and a nonce. The variants with `Ma` are made with the token of the main account. A header may hold several.
 * https://docs.plivo.com/docs/messaging/concepts/signature-validation
 */
function isSigned(request: SignedRequest, secret: string): boolean {
  const { origin, pathname, searchParams } = new URL(request.url);
  const address = origin + pathname;
  const fields = Object.entries(parseForm(request.body.toString('utf8')));
  const withFields = `${address}?${sorted([...searchParams], '=').join('&')}${searchParams.size > 0 ? '.' : ''}${sorted(fields, '').join('')}.`;
  const hasSignature = (version: string, signed: string) => {
    const nonce = headerValue(request, `x-plivo-signature-${version}-nonce`);
    const expected = hmac('sha256', secret, [signed, nonce], 'base64');
    const given = [`x-plivo-signature-${version}`, `x-plivo-signature-ma-${version}`].flatMap((name) =>
      headerValue(request, name).split(','),
    );
    return nonce !== '' && given.some((one) => isEqualInConstantTime(one.trim(), expected));
  };
  return hasSignature('v3', withFields) || hasSignature('v2', address);
}

/** Names and values, joined, in the order of the names. */
const sorted = (entries: [string, string][], separator: string): string[] =>
  entries
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, value]) => name + separator + value);
