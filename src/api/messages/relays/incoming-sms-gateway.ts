import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import {
  headerValue,
  hmac,
  isEqualInConstantTime,
  type RelayApp,
  defaultMaxBytes,
} from '../../access/relay-app.js';

/** Android Incoming SMS Gateway (bogkonstantin), with its default payload. It can also set headers. */
export const incomingSmsGateway: RelayApp = {
  bodyTypes: ['application/json'],
  maxBytes: defaultMaxBytes,
  /** `X-Signature`: HMAC-SHA256 of the body, in hex. */
  isSigned: (request, secret) =>
    isEqualInConstantTime(
      headerValue(request, 'x-signature').toLowerCase(),
      hmac('sha256', secret, [request.body], 'hex'),
    ),
};

export const incomingSmsGatewaySchema = z
  .object({
    from: z.string(),
    text: z.string(),
    receivedStamp: z.union([z.int(), z.string()]).optional(),
  })
  .transform(({ from, text, receivedStamp }): WrittenMessage => ({
    message: text,
    from,
    received_at: receivedStamp,
  }))
  .pipe(messageBodySchema);
