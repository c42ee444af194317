import { createHash, randomBytes } from 'node:crypto';

const shape = /^(rbk_[0-9a-f]{8})_[0-9a-f]{64}$/;

/** A new API key: `rbk_<8 hex>_<64 hex>`. The first part is its public name, the second 256 random bits. */
export const makeApiKey = (): string =>
  `rbk_${randomBytes(4).toString('hex')}_${randomBytes(32).toString('hex')}`;

/** The part of a key that may be shown; undefined when the text cannot be a key. */
export const apiKeyPrefix = (key: string): string | undefined => shape.exec(key)?.[1];

/** What is kept of a key. A plain hash is enough: 256 random bits cannot be guessed, so nothing slows it down. */
export const hashApiKey = (key: string): string => createHash('sha256').update(key).digest('hex');
