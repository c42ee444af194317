import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordUserEvent } from '../events/events.js';
import type { Db } from '../open.js';
import { endSignIns } from './sign-ins.js';

/** How long a link to choose a new password is valid. */
export const resetMinutes = 30;

/** Changes the password of a user and ends all sign-ins but the one that changed it. */
export async function changePassword(
  db: Db,
  {
    userId,
    signInId,
    passwordHash,
    actor,
  }: { userId: string; signInId: string; passwordHash: string; actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await storePassword(trx, userId, passwordHash);
    await endSignIns(trx, { userId, except: signInId });
    await recordUserEvent(trx, userId, { type: 'user.password_changed', actor, details: {} });
  });
}

/** Records a link to choose a new password. Those sent before cease to work. */
export async function addPasswordReset(
  db: Db,
  { userId, tokenHash, actor }: { userId: string; tokenHash: string; actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('password_resets').where('user_id', '=', userId).execute();
    await trx
      .insertInto('password_resets')
      .values({
        token_hash: tokenHash,
        user_id: userId,
        expires_at: sql<Date>`now() + make_interval(mins => ${resetMinutes})`,
      })
      .execute();
    await recordUserEvent(trx, userId, { type: 'user.password_reset_requested', actor, details: {} });
  });
}

/** The user that a link is for, if it is still valid. */
export async function findPasswordReset(db: Db, tokenHash: string) {
  return db
    .selectFrom('password_resets')
    .innerJoin('users', 'users.id', 'password_resets.user_id')
    .select(['users.id', 'users.email', 'users.name'])
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Sets the password with a link, which works once, and ends all sign-ins. False if the link was used meanwhile. */
export async function resetPassword(
  db: Db,
  {
    userId,
    tokenHash,
    passwordHash,
    actor,
  }: { userId: string; tokenHash: string; passwordHash: string; actor: Actor },
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const { numDeletedRows } = await trx
      .deleteFrom('password_resets')
      .where('token_hash', '=', tokenHash)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return false;
    await storePassword(trx, userId, passwordHash);
    await endSignIns(trx, { userId });
    await recordUserEvent(trx, userId, { type: 'user.password_reset', actor, details: {} });
    return true;
  });
}

async function storePassword(trx: Db, userId: string, passwordHash: string): Promise<void> {
  await trx.updateTable('users').set({ password_hash: passwordHash }).where('id', '=', userId).execute();
  // A link that was sent before must not undo the change.
  await trx.deleteFrom('password_resets').where('user_id', '=', userId).execute();
}
