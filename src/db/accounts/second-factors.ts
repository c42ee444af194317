import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordUserEvent } from '../events/events.js';
import type { Db } from '../open.js';

/** Whether the second factor of a user is on, and how many recovery codes are left. */
export async function readSecondFactor(db: Db, userId: string) {
  return db
    .selectFrom('users')
    .select((eb) => [
      sql<boolean>`totp_secret_sealed is not null`.as('is_enabled'),
      'totp_secret_sealed',
      'new_totp_secret_sealed',
      eb
        .selectFrom('recovery_codes')
        .select(({ fn }) => fn.countAll<string>().as('count'))
        .whereRef('recovery_codes.user_id', '=', 'users.id')
        .where('used_at', 'is', null)
        .as('codes_left'),
    ])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
}

/** Keeps a secret that the user is shown, until its first code is entered. */
export async function storeNewSecret(db: Db, userId: string, sealed: string): Promise<void> {
  await db.updateTable('users').set({ new_totp_secret_sealed: sealed }).where('id', '=', userId).execute();
}

/**
 * Turns the second factor on with the new secret, if that is still `sealed`, and replaces the recovery codes. Returns
 * false if another secret was shown in the meantime.
 */
export async function enableSecondFactor(
  db: Db,
  {
    userId,
    actor,
    sealed,
    step,
    codeHashes,
  }: { userId: string; actor: Actor; sealed: string; step: number; codeHashes: readonly string[] },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('users')
      .set({ totp_secret_sealed: sealed, new_totp_secret_sealed: null, totp_last_step: step })
      .where('id', '=', userId)
      .where('new_totp_secret_sealed', '=', sealed)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return false;
    await replaceCodes(trx, userId, codeHashes);
    await recordUserEvent(trx, userId, { type: 'user.second_factor_enabled', actor, details: {} });
    return true;
  });
}

/** Turns the second factor off and deletes the recovery codes. */
export async function disableSecondFactor(
  db: Db,
  { userId, actor }: { userId: string; actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('users')
      .set({ totp_secret_sealed: null, new_totp_secret_sealed: null, totp_last_step: null })
      .where('id', '=', userId)
      .execute();
    await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
    await recordUserEvent(trx, userId, { type: 'user.second_factor_disabled', actor, details: {} });
  });
}

/** Replaces the recovery codes of a user, also the used ones. */
export async function replaceRecoveryCodes(
  db: Db,
  { userId, actor, codeHashes }: { userId: string; actor: Actor; codeHashes: readonly string[] },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await replaceCodes(trx, userId, codeHashes);
    await recordUserEvent(trx, userId, { type: 'user.recovery_codes_replaced', actor, details: {} });
  });
}

async function replaceCodes(trx: Db, userId: string, codeHashes: readonly string[]): Promise<void> {
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await trx
    .insertInto('recovery_codes')
    .values(codeHashes.map((hash) => ({ user_id: userId, code_hash: hash })))
    .execute();
}

/** Marks the time step of a code as used. False if it, or a later one, was used before, also at the same time. */
export async function useSecondFactorStep(db: Db, userId: string, step: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('users')
    .set({ totp_last_step: step })
    .where('id', '=', userId)
    .where((eb) => eb.or([eb('totp_last_step', 'is', null), eb('totp_last_step', '<', String(step))]))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Marks a recovery code as used. False if there is none with this hash, or it was used before. */
export async function useRecoveryCode(db: Db, userId: string, codeHash: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('recovery_codes')
    .set({ used_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('code_hash', '=', codeHash)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
