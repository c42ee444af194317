import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { z } from 'zod';
import { headerValue, isFresh, type SignedRequest, defaultMaxBytes } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

const partySchema = z.object({ phone_number: looseText }).nullish();

/** Telnyx. https://developers.telnyx.com/api-reference/callbacks/inbound-message */
export const telnyx = defineRelay({
  format: 'telnyx',
  name: 'Telnyx',
  app: { bodyTypes: ['application/json'], maxBytes: defaultMaxBytes, isSigned },
  body: z.object({
    data: z.object({
      event_type: z.string(),
      payload: z
        .object({
          text: looseText,
          from: partySchema,
          to: z.array(partySchema).nullish(),
          received_at: z.unknown().optional(),
        })
        .nullish(),
    }),
  }),
  success: 200,
  read: ({ data: { event_type: type, payload } }) =>
    type === 'message.received'
      ? textOrNothing(payload?.text, {
          from: payload?.from?.phone_number,
          to: payload?.to?.[0]?.phone_number,
          received_at: payload?.received_at,
        })
      : { ignored: 'NOT_A_MESSAGE' },
});

/**
 * `telnyx-signature-ed25519`: Ed25519, in Base64, of `telnyx-timestamp` in seconds, `|` and the body. The signing secret
 * is the public key of the Telnyx account.
 */
function isSigned(request: SignedRequest, publicKey: string): boolean {
  const timestamp = headerValue(request, 'telnyx-timestamp');
  const signature = Buffer.from(headerValue(request, 'telnyx-signature-ed25519'), 'base64');
  const key = toKey(publicKey);
  const signed = Buffer.concat([Buffer.from(`${timestamp}|`), request.body]);
  return (
    key !== undefined &&
    isFresh(new Date(Number(timestamp) * 1_000), request.now) &&
    verify(null, signed, key, signature)
  );
}

/** The header of an Ed25519 public key in DER (RFC 8410); the 32 bytes of the key follow. */
const derHeader = Buffer.from('302a300506032b6570032100', 'hex');

function toKey(base64: string): KeyObject | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === 32
    ? createPublicKey({ key: Buffer.concat([derHeader, bytes]), format: 'der', type: 'spki' })
    : undefined;
}
