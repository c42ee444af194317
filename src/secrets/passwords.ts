import { hash, verify } from '@node-rs/argon2';
import pLimit from 'p-limit';

/** OWASP's recommendation for argon2id (algorithm 2): 19 MiB, two passes. About 30 ms on one core. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Each hash occupies a core; more at once would delay all other requests. */
const hashQueue = pLimit(2);

/** At about 30 ms for each hash and two at a time, the last of these waits 3 s. */
const maxQueued = 200;

/** Whether so many passwords are queued for hashing that a request for another should be rejected. */
export const isHashQueueFull = (): boolean => hashQueue.pendingCount >= maxQueued;

/** Hashes a password with argon2id, in PHC string format. */
export const hashPassword = (password: string): Promise<string> => hashQueue(() => hash(password, cost));

let dummyHash: Promise<string> | undefined;

/**
 * Whether the password matches the hash. Without a hash (no user has the e-mail) it returns false after the same time,
 * so that the duration does not reveal which e-mails are registered.
 */
export async function verifyPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  dummyHash ??= hashPassword('a password that no user has');
  const against = passwordHash ?? (await dummyHash);
  const fits = await hashQueue(() => verify(against, password));
  return fits && passwordHash !== undefined;
}
