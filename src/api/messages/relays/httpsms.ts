import { errors, jwtVerify } from 'jose';
import { z } from 'zod';
import { headerValue, type SignedRequest, defaultMaxBytes } from '../../access/relay-app.js';
import { defineRelay, looseText, textOrNothing } from './relay.js';

/**
 * httpSMS. Sends a JWT if it has a signing key, else the user info of the URL as HTTP Basic.
 * https://docs.httpsms.com/webhooks
 */
export const httpSms = defineRelay({
  format: 'httpsms',
  name: 'httpSMS',
  app: { bodyTypes: ['application/json'], maxBytes: defaultMaxBytes, isSigned },
  body: z.object({
    type: z.string(),
    data: z
      .object({
        content: looseText,
        contact: looseText,
        owner: looseText,
        timestamp: z.unknown().optional(),
        encrypted: z.boolean().nullish(),
      })
      .nullish(),
  }),
  success: 202,
  read: ({ type, data }) => {
    if (type !== 'message.phone.received') return { ignored: 'NOT_A_MESSAGE' };
    if (data?.encrypted === true) return { ignored: 'ENCRYPTED' };
    return textOrNothing(data?.content, {
      from: data?.contact,
      to: data?.owner,
      received_at: data?.timestamp,
    });
  },
});

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
