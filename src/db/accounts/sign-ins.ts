import { sql } from 'kysely';
import type { Db } from '../open.js';

/** Records a sign-in that expires in `hours` by the database's clock, and deletes expired ones of the user. */
export async function beginSignIn(
  db: Db,
  { signInId, userId, hours }: { signInId: string; userId: string; hours: number },
): Promise<void> {
  await db
    .with('expired', (cte) =>
      cte
        .deleteFrom('sign_ins')
        .where('user_id', '=', userId)
        .where('expires_at', '<', sql<Date>`now()`),
    )
    .insertInto('sign_ins')
    .values({
      id: signInId,
      user_id: userId,
      expires_at: sql<Date>`now() + make_interval(hours => ${hours})`,
    })
    .execute();
}

/** The user of a sign-in that has neither expired nor been ended. */
export async function findSignedInUser(db: Db, { signInId, userId }: { signInId: string; userId: string }) {
  return db
    .selectFrom('sign_ins')
    .innerJoin('users', 'users.id', 'sign_ins.user_id')
    .select(['users.id', 'users.email', 'users.name', 'sign_ins.id as sign_in_id'])
    .where('sign_ins.id', '=', signInId)
    .where('sign_ins.user_id', '=', userId)
    .where('sign_ins.ended_at', 'is', null)
    .where('sign_ins.expires_at', '>', sql<Date>`now()`)
    .executeTakeFirst();
}

/** Ends one sign-in of a user, or all of them. */
export async function endSignIns(
  db: Db,
  { userId, signInId }: { userId: string; signInId?: string },
): Promise<void> {
  await db
    .updateTable('sign_ins')
    .set({ ended_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .$if(signInId !== undefined, (query) => query.where('id', '=', signInId ?? ''))
    .execute();
}

/** Those of these sign-ins that have neither expired nor been ended. */
export async function filterOpenSignIns(db: Db, signInIds: readonly string[]): Promise<Set<string>> {
  const open = await db
    .selectFrom('sign_ins')
    .select('id')
    .where('id', '=', sql<string>`any(${signInIds}::uuid[])`)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .execute();
  return new Set(open.map(({ id }) => id));
}
