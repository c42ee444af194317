import { createHash, randomBytes } from 'node:crypto';

const format = /^(rbk_[0-9a-f]{8})_[0-9a-f]{64}$/;

/** Generates an API key: `rbk_<8 hex>_<64 hex>`. The first part is public, the second is 256 random bits. */
export const generateApiKey = (): string =>
  `rbk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('hex')}`;

/** The public part of a key; undefined if the text does not have the format of a key. */
export const apiKeyPrefix = (key: string): string | undefined => format.exec(key)?.[1];

/** The stored hash of a key. SHA-256 without a slow hash is enough, as 256 random bits cannot be guessed. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');
