import { setTimeout as sleep } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import { useTotpStep } from '../db/logins/totp-steps.js';
import type { Db } from '../db/open.js';

/** RFC 6238's time step, which banks' authenticators use. */
const stepMs = 30_000;
/** With less left of a step than this, its code would be too old when the bank looks at it. */
const leastLeftMs = 4_000;

/**
 * A code of the account's authenticator that was not used before: of this time step, or of the next when
 * little of this one is left or it was used. Waits for at most one step; two processes never get the same.
 */
export async function nextAuthenticatorCode(
  db: Db,
  { accountId, secret, digits }: { accountId: string; secret: string; digits: number },
): Promise<string> {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits, period: stepMs / 1_000 });
  for (;;) {
    const now = Date.now();
    const step = Math.floor(now / stepMs);
    const leftMs = (step + 1) * stepMs - now;
    if (leftMs >= leastLeftMs && (await useTotpStep(db, accountId, step))) {
      return totp.generate({ timestamp: now });
    }
    await sleep(leftMs);
  }
}
