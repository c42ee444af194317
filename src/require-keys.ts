import { fingerprintKeyPurpose, readSealedFingerprintKey } from './db/keys/fingerprint.js';
import type { Db } from './db/open.js';
import { errorCode } from './process/error-code.js';
import { isOutage } from './process/outages.js';
import { StartError } from './runtime/start-error.js';
import type { KeyRing } from './secrets/key-ring.js';
import { CannotOpen, open } from './secrets/seal.js';

const undefinedTable = '42P01';

/**
 * Throws a StartError if the keys are not those of the database, or its schema is older than this build. Does nothing if
 * the database cannot be reached: then `/ready` reports that.
 */
export async function requireKeys(db: Db, ring: KeyRing): Promise<void> {
  try {
    const sealed = await readSealedFingerprintKey(db);
    if (sealed !== undefined) await open(ring, fingerprintKeyPurpose, sealed);
  } catch (error) {
    if (isOutage(error)) return;
    if (errorCode(error) === undefinedTable)
      throw new StartError('The schema of the database is older than this build.', ['run `npm run migrate`']);
    if (!(error instanceof CannotOpen)) throw error;
    throw new StartError(`SECRET_KEYS are not the keys of this database: ${error.message}.`, [
      'add the missing key to the list again; `npx assisted-login keys` shows what needs it',
      'see docs/operations.md, Changing keys',
    ]);
  }
}
