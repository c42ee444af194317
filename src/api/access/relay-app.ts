import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** A request of an app, as its own signature covers it. */
export interface SignedRequest {
  /** The address as the app was told it: PUBLIC_URL and what was asked for. */
  url: string;
  headers: IncomingHttpHeaders;
  /** The bytes as they came. */
  body: Buffer;
  now: Date;
}

export type BodyType = 'application/json' | 'application/x-www-form-urlencoded';

/** An app that forwards messages in its own words: how it writes them, and how it proves that they are its own. */
export interface RelayApp {
  bodyTypes: readonly BodyType[];
  maxBytes: number;
  /** Whether the request carries the app's signature, made with this secret. Absent: the app does not sign. */
  isSigned?: (request: SignedRequest, secret: string) => boolean | Promise<boolean>;
}

/** As large as any other body; an SMS never comes near it. */
export const defaultMaxBytes = 64 * 1024;

/** How far an app's clock may be from ours. Its signature is worth nothing later: nobody replays what they overheard. */
const freshSeconds = 5 * 60;

export const isFresh = (at: Date, now: Date): boolean =>
  Math.abs(at.getTime() - now.getTime()) <= freshSeconds * 1_000;

export function hmac(
  algorithm: 'sha1' | 'sha256',
  secret: string,
  parts: readonly (string | Buffer)[],
  encoding: 'hex' | 'base64',
): string {
  const mac = createHmac(algorithm, secret);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** Compares without telling by its time how much is right. */
export function isEqualInConstantTime(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** A header that is sent once; empty when it is missing. */
export const headerValue = ({ headers }: SignedRequest, name: string): string => String(headers[name] ?? '');

/** The body of a form; of names that come twice, the last. */
export const parseForm = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));
