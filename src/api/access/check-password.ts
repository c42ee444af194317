import pLimit from 'p-limit';
import type { Db } from '../../db/open.js';
import { findUserByEmail } from '../../db/accounts/users.js';
import { isPassword } from '../../secrets/passwords.js';
import { addressGroup } from './client-address.js';
import { ApiError, unavailable } from './api-error.js';
import type { RateLimits } from './rate-limits.js';

interface Deps {
  db: Db;
  limits: RateLimits;
}

interface Attempt {
  email: string;
  password: string;
  address: string;
}

/**
 * Few at a time, with the limits looked at and counted inside: guesses sent all at once cannot pass the limits
 * together before the first of them is counted.
 */
const fewAtATime = pLimit(2);

/** More than can be checked before their callers lose patience. */
const longestQueue = 200;

/** The user whose e-mail and password these are. Throws what the contract answers to all others, in the same words. */
export async function checkPassword(deps: Deps, attempt: Attempt) {
  if (fewAtATime.pendingCount >= longestQueue) throw unavailable();
  return fewAtATime(() => checkOne(deps, attempt));
}

async function checkOne({ db, limits }: Deps, { email, password, address }: Attempt) {
  const { failedSignIns, failedSignInsOfAddress } = limits;
  const place = addressGroup(address);
  const placeAndEmail = `${place} ${email}`;
  await failedSignInsOfAddress.check(place);
  await failedSignIns.check(placeAndEmail);
  const user = await findUserByEmail(db, email);
  if (!(await isPassword(password, user?.password_hash)) || !user) {
    await failedSignInsOfAddress.count(place);
    await failedSignIns.count(placeAndEmail);
    throw new ApiError('UNAUTHORIZED', { message: 'The e-mail or the password is wrong.' });
  }
  await failedSignIns.forget(placeAndEmail);
  return user;
}
