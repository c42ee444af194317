import { isUtf8 } from 'node:buffer';
import { createDecipheriv, createHash } from 'node:crypto';
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
  read: async ({ type, data }, { settings }) => {
    if (type !== 'message.phone.received' || !data) return { ignored: 'NOT_A_MESSAGE' };
    const { content, contact: from, owner: to, timestamp, encrypted } = data;
    const message = { from, to, received_at: timestamp };
    if (encrypted !== true) return textOrNothing(content, message);
    const { encryption_key: key } = await settings();
    if (key === undefined) return { ignored: 'ENCRYPTED' };
    const text = decrypt(content ?? '', key);
    return text === undefined ? { ignored: 'WRONG_ENCRYPTION_KEY' } : textOrNothing(text, message);
  },
});

const ivBytes = 16;

/**
 * AES-256 in CFB mode with the SHA-256 of the key; the initialization vector comes first, and all of it is in Base64
 * (Encrypter.kt of the app). The mode authenticates nothing: a wrong key gives bytes that are hardly ever UTF-8.
 */
function decrypt(content: string, key: string): string | undefined {
  const bytes = Buffer.from(content, 'base64');
  if (bytes.length <= ivBytes) return undefined;
  const hashed = createHash('sha256').update(key).digest();
  const decipher = createDecipheriv('aes-256-cfb', hashed, bytes.subarray(0, ivBytes));
  const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes)), decipher.final()]);
  return isUtf8(text) ? text.toString('utf8') : undefined;
}

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
