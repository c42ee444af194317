import { setTimeout as sleep } from 'node:timers/promises';
import { Secret, TOTP } from 'otpauth';
import { useTotpStep } from '../db/logins/login-credentials.js';
import type { Db } from '../db/open.js';

/** RFC 6238's time step, which banks' authenticators use. */
const stepMs = 30_000;
/** With less time left than this, the code would be too old by the time the bank checks it. */
const minRemainingMs = 4_000;

/**
 * A code of the account's authenticator that was not used before: of the current time step, or of the next one if the
 * current step was used already or has less than 4 s left. Waits for up to one time step (30 s) at a time; two
 * processes never get the same code.
 */
export async function nextAuthenticatorCode(
  db: Db,
  { accountId, secret, digits }: { accountId: string; secret: string; digits: number },
): Promise<string> {
  const totp = new TOTP({ secret: Secret.fromBase32(secret), digits, period: stepMs / 1_000 });
  for (;;) {
    const now = Date.now();
    const step = Math.floor(now / stepMs);
    const remainingMs = (step + 1) * stepMs - now;
    if (remainingMs >= minRemainingMs && (await useTotpStep(db, accountId, step))) {
      return totp.generate({ timestamp: now });
    }
    await sleep(remainingMs);
  }
}
