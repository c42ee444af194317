import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordUserEvent } from '../events/events.js';
import type { Db } from '../open.js';

export interface NewUser {
  id: string;
  email: string;
  name: string | null;
  passwordHash: string;
}

/** An arbitrary key of a PostgreSQL advisory lock, the same in every process. */
const firstUserLock = 7_001_001;

/**
 * Registers a user. With `onlyFirst` it fails with `not_first` if any user exists, also when two register at the same
 * time. E-mail addresses are compared case-insensitively.
 */
export async function addUser(
  db: Db,
  user: NewUser,
  { onlyFirst, actor }: { onlyFirst: boolean; actor: Actor },
): Promise<'added' | 'email_taken' | 'not_first'> {
  return db.transaction().execute(async (trx) => {
    if (onlyFirst) {
      await sql`select pg_advisory_xact_lock(${sql.lit(firstUserLock)})`.execute(trx);
      if (await trx.selectFrom('users').select('id').limit(1).executeTakeFirst()) return 'not_first';
    }
    const added = await trx
      .insertInto('users')
      .values({ id: user.id, email: user.email, name: user.name, password_hash: user.passwordHash })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!added) return 'email_taken';
    await recordUserEvent(trx, user.id, { type: 'user.registered', actor, details: {} });
    return 'added';
  });
}

/** Whether anyone has registered. */
export async function hasUsers(db: Db): Promise<boolean> {
  return (await db.selectFrom('users').select('id').limit(1).executeTakeFirst()) !== undefined;
}

/** The user with this e-mail address, compared case-insensitively. */
export async function findUserByEmail(db: Db, email: string) {
  return db
    .selectFrom('users')
    .selectAll()
    .where(sql`lower(email)`, '=', email.toLowerCase())
    .executeTakeFirst();
}
