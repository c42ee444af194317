import pLimit from 'p-limit';
import type { Db } from '../../db/open.js';
import { findUserByEmail } from '../../db/accounts/users.js';
import { verifyPassword } from '../../secrets/passwords.js';
import type { KeyRing } from '../../secrets/key-ring.js';
import { checkSecondFactor } from './check-second-factor.js';
import { addressGroup } from './client-address.js';
import { ApiError, unavailable } from './api-error.js';
import type { RateLimits } from './rate-limits.js';

interface Deps {
  db: Db;
  ring: KeyRing;
  limits: RateLimits;
}

interface Attempt {
  email: string;
  password: string;
  /** Of the second factor, or a recovery code. */
  code: string | undefined;
  address: string;
}

/**
 * Checks two passwords at a time, with the rate limits checked and counted inside: otherwise many guesses sent at
 * once would all pass the limits before the first of them is counted.
 */
const checks = pLimit(2);

/** At about 30 ms for each check and two at a time, the last of these waits 3 s. */
const maxQueuedChecks = 200;

/**
 * Finds the user with this e-mail and password and, where it is on, checks the second factor. Throws UNAUTHORIZED with
 * the same message for an unknown e-mail and a wrong password, RATE_LIMITED after too many failures, UNAVAILABLE while
 * too many checks are queued, and what `checkSecondFactor` throws.
 */
export async function checkPassword(deps: Deps, attempt: Attempt) {
  if (checks.pendingCount >= maxQueuedChecks) throw unavailable();
  return checks(() => checkWithinLimits(deps, attempt));
}

async function checkWithinLimits(deps: Deps, { email, password, code, address }: Attempt) {
  const { db, limits } = deps;
  const { failedSignIns, failedSignInsOfAddress } = limits;
  const group = addressGroup(address);
  const groupAndEmail = `${group} ${email}`;
  await failedSignInsOfAddress.check(group);
  await failedSignIns.check(groupAndEmail);
  const user = await findUserByEmail(db, email);
  if (!(await verifyPassword(password, user?.password_hash)) || !user) {
    await failedSignInsOfAddress.count(group);
    await failedSignIns.count(groupAndEmail);
    throw new ApiError('UNAUTHORIZED', { message: 'The e-mail or the password is wrong.' });
  }
  await checkSecondFactor(deps, { user, code });
  await failedSignIns.forget(groupAndEmail);
  return user;
}
