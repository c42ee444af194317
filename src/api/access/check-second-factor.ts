import { useRecoveryCode, useSecondFactorStep } from '../../db/accounts/second-factors.js';
import type { Db } from '../../db/open.js';
import type { User } from '../../db/tables/schema.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { hashToken, normalizeRecoveryCode } from '../../secrets/one-time-token.js';
import { open, purpose } from '../../secrets/seal.js';
import { totpStep } from '../../secrets/second-factor.js';
import { ApiError } from './api-error.js';
import type { RateLimits } from './rate-limits.js';

interface Deps {
  db: Db;
  ring: KeyRing;
  limits: RateLimits;
}

/**
 * Checks the second factor of a user whose password was right, and uses it up. Does nothing for a user without one. Throws
 * SECOND_FACTOR_REQUIRED without a code, UNAUTHORIZED for one that is wrong or was used before, and RATE_LIMITED after
 * too many of these, from whatever address: who gets here has the password.
 */
export async function checkSecondFactor(
  deps: Deps,
  { user, code }: { user: Pick<User, 'id' | 'totp_secret_sealed'>; code: string | undefined },
): Promise<void> {
  const { totp_secret_sealed: sealed } = user;
  if (sealed === null) return;
  if (code === undefined) throw new ApiError('SECOND_FACTOR_REQUIRED');
  const { failedSecondFactors } = deps.limits;
  await failedSecondFactors.check(user.id);
  if (await useCode(deps, { userId: user.id, sealed, code })) return;
  await failedSecondFactors.count(user.id);
  throw new ApiError('UNAUTHORIZED', {
    message: 'The code is wrong, or was used before.',
    details: { reason: 'second_factor' },
  });
}

async function useCode(
  { db, ring }: Deps,
  { userId, sealed, code }: { userId: string; sealed: string; code: string },
): Promise<boolean> {
  const digits = code.replace(/[\s-]/g, '');
  if (!/^\d{6}$/.test(digits)) return useRecoveryCode(db, userId, hashToken(normalizeRecoveryCode(code)));
  const step = totpStep(await open(ring, purpose.userTotpSecret(userId), sealed), digits);
  return step !== undefined && (await useSecondFactorStep(db, userId, step));
}
