import { fingerprintKeyPurpose, readSealedFingerprintKey } from './db/keys/fingerprint.js';
import type { Db } from './db/open.js';
import { readPendingMigrations } from './db/run-migrations.js';
import { isOutage } from './process/outages.js';
import { StartError } from './runtime/start-error.js';
import type { KeyRing } from './secrets/key-ring.js';
import { CannotOpen, open } from './secrets/seal.js';

/**
 * Throws a StartError if the schema of the database is older than this build, or the keys are not those of the database.
 * Does nothing if it cannot be reached: then `/ready` reports that.
 */
export async function requirePreparedDatabase(db: Db, ring: KeyRing): Promise<void> {
  try {
    const [missing] = await readPendingMigrations(db);
    if (missing !== undefined)
      throw new StartError(
        `The schema of the database is older than this build: it lacks the migration ${missing}.`,
        ['run `npm run migrate`'],
      );
    const sealed = await readSealedFingerprintKey(db);
    if (sealed !== undefined) await open(ring, fingerprintKeyPurpose, sealed);
  } catch (error) {
    if (isOutage(error)) return;
    if (!(error instanceof CannotOpen)) throw error;
    throw new StartError(`SECRET_KEYS are not the keys of this database: ${error.message}.`, [
      'add the missing key to the list again; `npx assisted-login keys` shows what needs it',
      'see docs/operations.md, Changing keys',
    ]);
  }
}
