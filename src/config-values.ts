import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { resolve } from 'node:path';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { parseMailboxUrl } from './assistance/mailbox-url.js';
import { parseKeyRing } from './secrets/key-ring.js';
import { errorCode } from './process/error-code.js';

/** Schemas of the values of environment variables. Messages say what is expected and never repeat a value. */

export const text = z.string().trim().min(1);
export const path = text.transform((given) => resolve(given));

/** A whole number in this range, inclusive. */
export function wholeNumber(from: number, to: number) {
  const message = `must be a whole number from ${from} to ${to}`;
  return z
    .string()
    .regex(/^\d+$/, message)
    .transform(Number)
    .pipe(z.number().min(from, message).max(to, message));
}

/** How often something may be done; 0 means unlimited. */
export const limit = wholeNumber(0, 1_000_000);

/** Build names are used in Temporal's visibility queries, which have no escape characters. */
export const buildName = z
  .string()
  .regex(/^[\w.-]{1,100}$/, 'may have up to 100 characters: letters, digits and ._-');

export const port = wholeNumber(0, 65_535);

export const onOff = z
  .enum(['1', '0', 'true', 'false'], { error: 'must be 1 or 0' })
  .transform((given) => given === '1' || given === 'true');

export const postgresUrl = z
  .string()
  .refine((given) => ['postgres:', 'postgresql:'].includes(URL.parse(given)?.protocol ?? ''), {
    error: 'must look like postgres://user:password@host:5432/database',
  });

export const httpUrl = z
  .string()
  .refine((given) => ['http:', 'https:'].includes(URL.parse(given)?.protocol ?? ''), {
    error: 'must be an http or https URL',
  });

/** Where browsers run elsewhere; it may hold a token. */
export const browserEndpoint = z
  .string()
  .refine((given) => ['ws:', 'wss:', 'http:', 'https:'].includes(URL.parse(given)?.protocol ?? ''), {
    error: 'must be a ws, wss, http or https URL',
  });

export const smtpUrl = z
  .string()
  .refine((given) => ['smtp:', 'smtps:'].includes(URL.parse(given)?.protocol ?? ''), {
    error: 'must look like smtp://user:password@host:587 or smtps://…',
  });

export const imapUrl = z.string().superRefine((given, issues) => {
  const parsed = parseMailboxUrl(given);
  if ('problem' in parsed) issues.addIssue({ code: 'custom', message: parsed.problem });
});

export const hostAndPort = z.string().regex(/^[^\s/]+:\d{1,5}$/, 'must look like host:7233, without http://');

/** `id:base64-of-32-bytes`, comma separated. */
export const secretKeys = z.string().superRefine((given, issues) => {
  try {
    parseKeyRing(given);
  } catch (error) {
    const message = error instanceof Error ? error.message : 'is not a list of keys';
    issues.addIssue({ code: 'custom', message: message.replace(/^SECRET_KEYS:?\s*/, '') });
  }
});

export const jwtSecret = z
  .string()
  .min(32, 'must have at least 32 characters; make one with: openssl rand -base64 48');

/** Addresses and networks of proxies that are trusted to report the client's address. */
export const proxies = z
  .string()
  .transform((given) =>
    given
      .split(',')
      .map((entry) => entry.trim())
      .filter(Boolean),
  )
  .refine((entries) => entries.every((entry) => isIP(entry) !== 0 || ipaddr.isValidCIDR(entry)), {
    error: 'must be addresses or networks like 10.0.0.7,192.168.0.0/16',
  });

/** The content of the PEM file at this path. */
export const pemFile = text.transform((file, issues) => {
  try {
    return readFileSync(file);
  } catch (error) {
    issues.addIssue({
      code: 'custom',
      message: `names a file that cannot be read (${errorCode(error) ?? 'unknown error'})`,
    });
    return z.NEVER;
  }
});

export const pem = text.transform((given) => Buffer.from(given));
