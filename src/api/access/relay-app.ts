import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { RelaySettings } from './relay-settings.js';

/** The parts of a request that a relay app's signature can cover. */
export interface SignedRequest {
  /** The URL as configured in the app: PUBLIC_URL followed by path and query. */
  url: string;
  headers: IncomingHttpHeaders;
  /** The unparsed bytes. */
  body: Buffer;
  now: Date;
}

export type BodyType =
  | 'application/json'
  | 'application/x-www-form-urlencoded'
  | 'multipart/form-data'
  /** JSON, as Amazon SNS sends it. */
  | 'text/plain';

/** An app that forwards phone messages in its own format: which bodies it sends, and how it signs them. */
export interface RelayApp {
  bodyTypes: readonly BodyType[];
  maxBytes: number;
  /**
   * Whether the request has a valid signature made with `secret`, the signing secret of its key. Missing if the app does
   * not sign.
   */
  isSigned?: (request: SignedRequest, secret: string, settings: RelaySettings) => boolean | Promise<boolean>;
  /** The app signs with a certificate of its own: every request must be signed, and the key needs no signing secret. */
  isAlwaysSigned?: true;
}

/** The maximum size of a request body, unless an app needs more. */
export const defaultMaxBytes = 64 * 1024;

/** Maximum age of a signature. Limits replays, and tolerates that the clock of a phone is off. */
const maxAgeSeconds = 5 * 60;

/** Whether a signed timestamp is at most five minutes from now, in either direction. */
export const isFresh = (at: Date, now: Date): boolean =>
  Math.abs(at.getTime() - now.getTime()) <= maxAgeSeconds * 1_000;

/** An HMAC over the concatenated parts. */
export function hmac(
  algorithm: 'md5' | 'sha1' | 'sha256' | 'sha512',
  secret: string,
  parts: readonly (string | Buffer)[],
  encoding: 'hex' | 'base64',
): string {
  const mac = createHmac(algorithm, secret);
  for (const part of parts) mac.update(part);
  return mac.digest(encoding);
}

/** Compares a signature in constant time, so that the duration does not reveal how much of it matches. */
export function isEqualInConstantTime(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** The value of a header; empty if it is missing. */
export const headerValue = ({ headers }: SignedRequest, name: string): string => String(headers[name] ?? '');

/** Parses a URL-encoded form. The last value wins if a name is repeated. */
export const parseForm = (text: string): Record<string, string> =>
  Object.fromEntries(new URLSearchParams(text));

/** `isSigned` of an app that sends the HMAC-SHA256 of the body, in hex, in this header. */
export const isBodySignedIn = (header: string) => (request: SignedRequest, secret: string) =>
  isEqualInConstantTime(
    headerValue(request, header).toLowerCase(),
    hmac('sha256', secret, [request.body], 'hex'),
  );
