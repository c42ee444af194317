import { createHash, randomBytes, randomInt } from 'node:crypto';

/** A token of 256 random bits for a link, in base64url. */
export const generateToken = (): string => randomBytes(32).toString('base64url');

/** Without characters that look alike. */
const alphabet = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A recovery code for a person to keep: four groups of four characters, about 79 random bits. */
export const generateRecoveryCode = (): string =>
  Array.from({ length: 4 }, () =>
    Array.from({ length: 4 }, () => alphabet.charAt(randomInt(alphabet.length))).join(''),
  ).join('-');

/** A recovery code as it is compared: in lower case, without separators. */
export const normalizeRecoveryCode = (typed: string): string => typed.toLowerCase().replace(/[^a-z0-9]/g, '');

/** The stored hash of a token or recovery code. Both are random and long, so that SHA-256 is enough. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex');
