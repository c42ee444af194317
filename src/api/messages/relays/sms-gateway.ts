import { z } from 'zod';
import {
  hmac,
  headerValue,
  isFresh,
  isEqualInConstantTime,
  type SignedRequest,
  defaultMaxBytes,
} from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * SMS Gateway for Android (sms-gate.app). A URL and a signing key can be configured, but no headers. Versions before 2026
 * send `phoneNumber` instead of `sender` and `recipient`. https://docs.sms-gate.app/features/webhooks/
 */
export const smsGateway = defineRelay({
  format: 'sms-gateway',
  name: 'SMS Gateway for Android',
  app: { bodyTypes: ['application/json'], maxBytes: defaultMaxBytes, isSigned },
  body: z.object({
    event: z.string(),
    payload: z
      .object({
        message: looseText,
        sender: looseText,
        phoneNumber: looseText,
        recipient: looseText,
        receivedAt: z.unknown().optional(),
      })
      .nullish(),
  }),
  success: 202,
  read: ({ event, payload }) =>
    event === 'sms:received'
      ? textOrNothing(payload?.message, {
          from: payload?.sender ?? payload?.phoneNumber,
          to: payload?.recipient,
          received_at: payload?.receivedAt,
        })
      : { ignored: 'NOT_A_MESSAGE' },
});

/** `X-Signature`: HMAC-SHA256, in hex, of the body followed by `X-Timestamp` in seconds. */
function isSigned(request: SignedRequest, secret: string): boolean {
  const timestamp = headerValue(request, 'x-timestamp');
  const signature = headerValue(request, 'x-signature').toLowerCase();
  return (
    isFresh(new Date(Number(timestamp) * 1_000), request.now) &&
    isEqualInConstantTime(signature, hmac('sha256', secret, [request.body, timestamp], 'hex'))
  );
}
