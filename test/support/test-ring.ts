import { randomBytes } from 'node:crypto';
import { parseKeyRing } from '../../src/secrets/key-ring.js';

/** A key ring with one random key. */
export const createTestRing = () => parseKeyRing(`test:${randomBytes(32).toString('base64')}`);
