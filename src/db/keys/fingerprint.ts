import { createHmac } from 'node:crypto';
import type { KeyRing } from '../../secrets/key-ring.js';
import { open, purpose, seal } from '../../secrets/seal.js';
import type { Db } from '../open.js';

interface KeyDeps {
  db: Db;
  ring: KeyRing;
}

/** What was read from each database. It never changes there, however often SECRET_KEYS does. */
const known = new WeakMap<Db, Uint8Array>();

/**
 * A keyed hash in hex, to compare secrets without storing them. Equal only for equal context and secret. Its key is kept
 * in the database, sealed, so that a tried code and an idempotency key are recognized while SECRET_KEYS changes. Throws
 * CannotOpen if SECRET_KEYS lacks the key that it is sealed with.
 */
export async function fingerprint(deps: KeyDeps, context: string, secret: string): Promise<string> {
  const key = known.get(deps.db) ?? (await readKey(deps));
  known.set(deps.db, key);
  return createHmac('sha256', key)
    .update(JSON.stringify([context, secret]))
    .digest('hex');
}

/** There is one key for all fingerprints. */
export const fingerprintKeyPurpose = purpose.fingerprintKey('all');

async function readKey({ db, ring }: KeyDeps): Promise<Uint8Array> {
  const sealed = (await readSealedFingerprintKey(db)) ?? (await createKey({ db, ring }));
  return Buffer.from(await open(ring, fingerprintKeyPurpose, sealed), 'base64');
}

/** The sealed key of fingerprints; undefined before the first fingerprint. */
export async function readSealedFingerprintKey(db: Db): Promise<string | undefined> {
  return (await db.selectFrom('fingerprint_key').select('sealed').executeTakeFirst())?.sealed;
}

/** Builds before this table derived the key from the last of SECRET_KEYS: their fingerprints stay valid. */
async function createKey({ db, ring }: KeyDeps): Promise<string> {
  const encoded = Buffer.from(ring.firstFingerprintKey).toString('base64');
  const sealed = await seal(ring, fingerprintKeyPurpose, encoded);
  await db
    .insertInto('fingerprint_key')
    .values({ sealed })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  // Another process may have been faster.
  return (await readSealedFingerprintKey(db)) ?? sealed;
}
