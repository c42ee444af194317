import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

/** OWASP's first choice for argon2id: 19 MiB, two passes. About 30 ms on one core. (Algorithm 2 is argon2id.) */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Hashes take a core each: more at once would only starve the requests that need none. */
const oneOfTwo = pLimit(2);

/** More would wait longer than their callers do. */
const longestQueue = 200;

/** Whether so many passwords wait to be hashed or compared that another is better refused. */
export const isHashingOverrun = (): boolean => oneOfTwo.pendingCount >= longestQueue;

export const hashPassword = (password: string): Promise<string> => oneOfTwo(() => hash(password, cost));

let hashOfNobody: Promise<string> | undefined;

/**
 * Whether the password is the hash's. For an e-mail that nobody has (no hash) it takes as long and answers
 * false, so that the time of a refusal does not tell who has an account.
 */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  hashOfNobody ??= hashPassword('the password of nobody');
  const against = passwordHash ?? (await hashOfNobody);
  const fits = await oneOfTwo(() => verify(against, password));
  return fits && passwordHash !== undefined;
}
