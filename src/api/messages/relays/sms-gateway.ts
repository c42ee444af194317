import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import {
  headerValue,
  hmac,
  isFresh,
  isEqualInConstantTime,
  type RelayApp,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';

/**
 * SMS Gateway for Android (sms-gate.app). A URL and a signing key can be configured, but no headers.
 * https://docs.sms-gate.app/features/webhooks/
 */
export const smsGateway: RelayApp = { bodyTypes: ['application/json'], maxBytes: defaultMaxBytes, isSigned };

/** Versions before 2026 send `phoneNumber` instead of `sender` and `recipient`. */
export const smsGatewaySchema = z
  .object({
    event: z.literal('sms:received'),
    payload: z.object({
      message: z.string(),
      sender: z.string().nullish(),
      phoneNumber: z.string().nullish(),
      recipient: z.string().nullish(),
      receivedAt: z.iso.datetime({ offset: true }),
    }),
  })
  .transform(({ payload }): WrittenMessage => ({
    message: payload.message,
    from: payload.sender ?? payload.phoneNumber,
    to: payload.recipient,
    received_at: payload.receivedAt,
  }))
  .pipe(messageBodySchema);

/** `X-Signature`: HMAC-SHA256, in hex, of the body followed by `X-Timestamp` in seconds. */
function isSigned(request: SignedRequest, secret: string): boolean {
  const timestamp = headerValue(request, 'x-timestamp');
  const signature = headerValue(request, 'x-signature').toLowerCase();
  return (
    isFresh(new Date(Number(timestamp) * 1_000), request.now) &&
    isEqualInConstantTime(signature, hmac('sha256', secret, [request.body, timestamp], 'hex'))
  );
}
