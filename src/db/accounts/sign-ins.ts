import { sql } from 'kysely';
import { joinedTable } from '../joined-table.js';
import type { Db } from '../open.js';
import { type Param, prepare } from '../prepare.js';
import type { SignInKind, User } from '../tables/schema.js';
import { joinedAccount } from './accounts.js';

/** How long a token is valid, and how long the sign-in of a browser stays valid without being used. */
export const signInHours = 12;

/** After so many days the password has to be entered again in a browser, however much it is used. */
export const browserDays = 7;

/** For so long after the password was entered, secrets can be changed without entering it again. */
const recentMinutes = 15;

/** The use of a sign-in is recorded at most so often: each time is a write. */
const recordUseMinutes = 5;

interface NewSignIn {
  signInId: string;
  userId: string;
  kind: SignInKind;
  address: string;
  userAgent: string | null;
}

/** Records a sign-in, whose times are by the database's clock, and deletes expired ones of the user. */
export async function beginSignIn(
  db: Db,
  { signInId, userId, kind, address, userAgent }: NewSignIn,
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
      kind,
      expires_at: sql<Date>`now() + make_interval(hours => ${signInHours})`,
      ends_at: kind === 'cookie' ? sql<Date>`now() + make_interval(days => ${browserDays})` : null,
      address,
      user_agent: userAgent,
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
      .select([
        joinedUser.column,
        joinedAccount.column,
        'sign_ins.kind',
        sql<boolean>`sign_ins.authenticated_at > now() - make_interval(mins => ${sql.lit(recentMinutes)})`.as(
          'is_recent',
        ),
        sql<boolean>`coalesce(sign_ins.last_used_at, sign_ins.created_at)
          < now() - make_interval(mins => ${sql.lit(recordUseMinutes)})`.as('is_use_due'),
      ])
      .where('sign_ins.id', '=', param('signInId'))
      .where('sign_ins.user_id', '=', param('userId'))
      .where('sign_ins.ended_at', 'is', null)
      .where('sign_ins.expires_at', '>', sql<Date>`now()`),
);

/**
 * The user of a sign-in that has neither expired nor been ended and, if it exists and belongs to the user, the account.
 * Another user's account is not found, and takes as long as one that does not exist. `isRecent`: the password was entered
 * in the last 15 minutes. `isUseDue`: call `recordSignInUse`.
 */
export async function findSignedInUser(
  db: Db,
  { signInId, userId, accountId }: { signInId: string; userId: string; accountId: string | undefined },
) {
  const [row] = await findUser(db, { signInId, userId, accountId: accountId ?? null });
  const user = row && joinedUser.of(row);
  return (
    user && {
      user: { ...user, signInId, kind: row.kind, isRecent: row.is_recent },
      isUseDue: row.is_use_due,
      account: joinedAccount.of(row),
    }
  );
}

/** Records that a sign-in is in use, and extends one of a browser by 12 hours, up to its end. */
export async function recordSignInUse(db: Db, signInId: string): Promise<void> {
  await db
    .updateTable('sign_ins')
    .set({
      last_used_at: sql<Date>`now()`,
      expires_at: sql<Date>`case when kind = 'cookie'
        then least(now() + make_interval(hours => ${signInHours}), ends_at) else expires_at end`,
    })
    .where('id', '=', signInId)
    .where('ended_at', 'is', null)
    .execute();
}

/** Records that the password was entered again. One of a browser then ends in 7 days at the latest. */
export async function recordReauthentication(db: Db, signInId: string): Promise<void> {
  await db
    .updateTable('sign_ins')
    .set({
      authenticated_at: sql<Date>`now()`,
      last_used_at: sql<Date>`now()`,
      ends_at: sql<Date | null>`case when kind = 'cookie'
        then now() + make_interval(days => ${browserDays}) end`,
      expires_at: sql<Date>`case when kind = 'cookie'
        then now() + make_interval(hours => ${signInHours}) else expires_at end`,
    })
    .where('id', '=', signInId)
    .execute();
}

/** The sign-ins of a user that have neither expired nor been ended, the one used last in front. */
export async function listSignIns(db: Db, userId: string) {
  return db
    .selectFrom('sign_ins')
    .select(['id', 'kind', 'created_at', 'last_used_at', 'expires_at', 'ends_at', 'address', 'user_agent'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy(sql`coalesce(last_used_at, created_at)`, 'desc')
    .orderBy('id')
    .execute();
}

/**
 * Ends one sign-in of a user, all of them, or all but one, and what is pushed to their browsers. Returns how many it ended.
 */
export async function endSignIns(
  db: Db,
  { userId, signInId, except }: { userId: string; signInId?: string; except?: string },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('sign_ins')
    .set({ ended_at: sql<Date>`now()` })
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .$if(signInId !== undefined, (query) => query.where('id', '=', signInId ?? ''))
    .$if(except !== undefined, (query) => query.where('id', '!=', except ?? ''))
    .executeTakeFirst();
  await db
    .deleteFrom('push_subscriptions')
    .where('user_id', '=', userId)
    .$if(signInId !== undefined, (query) => query.where('sign_in_id', '=', signInId ?? ''))
    .$if(except !== undefined, (query) =>
      query.where(sql<boolean>`sign_in_id is distinct from ${except}::uuid`),
    )
    .execute();
  return Number(numUpdatedRows);
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
