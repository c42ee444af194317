import { Secret, TOTP } from 'otpauth';

/** RFC 6238's defaults, the only ones that all authenticator apps support. */
const totpOf = (secret: Secret, label = '') =>
  new TOTP({ issuer: 'Assisted Login', label, secret, algorithm: 'SHA1', digits: 6, period: 30 });

/** A new secret for an authenticator app, in base32, with the `otpauth:` URI that apps scan. */
export function generateTotpSecret(email: string): { secret: string; uri: string } {
  // 160 bits, as RFC 4226 recommends.
  const secret = new Secret({ size: 20 });
  return { secret: secret.base32, uri: totpOf(secret, email).toString() };
}

/**
 * The time step of a code of this secret (in base32): the current one, the one before or the one after, as clocks
 * differ. Undefined if the code is wrong. The caller must accept each step once.
 */
export function totpStep(secret: string, code: string, nowMs = Date.now()): number | undefined {
  const totp = totpOf(Secret.fromBase32(secret));
  const delta = totp.validate({ token: code, timestamp: nowMs, window: 1 });
  return delta === null ? undefined : totp.counter({ timestamp: nowMs }) + delta;
}
