import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { messageBodySchema, type WrittenMessage } from '../wire-message.js';
import { headerValue, type RelayApp, type SignedRequest, defaultMaxBytes } from '../../access/relay-app.js';

/**
 * httpSMS. Sends a JWT if it has a signing key, else the user info of the URL as HTTP Basic.
 * https://docs.httpsms.com/webhooks
 */
export const httpSms: RelayApp = { bodyTypes: ['application/json'], maxBytes: defaultMaxBytes, isSigned };

export const httpSmsSchema = z
  .object({
    type: z.literal('message.phone.received'),
    data: z.object({
      content: z.string(),
      contact: z.string(),
      owner: z.string().nullish(),
      timestamp: z.iso.datetime({ offset: true }),
    }),
  })
  .transform(({ data }): WrittenMessage => ({
    message: data.content,
    from: data.contact,
    to: data.owner,
    received_at: data.timestamp,
  }))
  .pipe(messageBodySchema);

/** A short-lived JWT (HS256) of this issuer. It authenticates the sender, but does not cover the body. */
async function isSigned(request: SignedRequest, secret: string): Promise<boolean> {
  const [, token = ''] = /^bearer +(\S+)$/i.exec(headerValue(request, 'authorization')) ?? [];
  try {
    await jwtVerify(token, new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      issuer: 'api.httpsms.com',
      requiredClaims: ['exp'],
      currentDate: request.now,
    });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
