import { sql } from 'kysely';
import { joinedTable } from '../joined-table.js';
import type { Db } from '../open.js';
import { type Param, prepare } from '../prepare.js';
import type { User } from '../tables/schema.js';
import { joinedAccount } from './accounts.js';

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

const joinedUser = joinedTable<User>()('user', ['id', 'email', 'name']);

const findUser = prepare(
  'user_and_account',
  (db, param: Param<{ signInId: string; userId: string; accountId: string | null }>) =>
    db
      .selectFrom('sign_ins')
      .innerJoin('users as user', 'user.id', 'sign_ins.user_id')
      .leftJoin('accounts as account', (join) =>
        join.onRef('account.user_id', '=', 'user.id').on('account.id', '=', param('accountId')),
      )
      .select([joinedUser.column, joinedAccount.column])
      .where('sign_ins.id', '=', param('signInId'))
      .where('sign_ins.user_id', '=', param('userId'))
      .where('sign_ins.ended_at', 'is', null)
      .where('sign_ins.expires_at', '>', sql<Date>`now()`),
);

/**
 * The user of a sign-in that has neither expired nor been ended and, if it exists and belongs to the user, the account.
 * Another user's account is not found, and takes as long as one that does not exist.
 */
export async function findSignedInUser(
  db: Db,
  { signInId, userId, accountId }: { signInId: string; userId: string; accountId: string | undefined },
) {
  const [row] = await findUser(db, { signInId, userId, accountId: accountId ?? null });
  const user = row && joinedUser.of(row);
  return user && { user: { ...user, signInId }, account: joinedAccount.of(row) };
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
