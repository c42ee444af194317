import { sql } from 'kysely';
import type { Db, Trx } from '../open.js';
import type { LoginRef } from './browser-states.js';

/** Pictures of code pages, sealed. The queries here never see their content. */

/** Saves or replaces the picture of a login. */
export async function saveCodePicture(
  db: Db,
  { loginId, accountId }: LoginRef,
  sealed: string,
): Promise<void> {
  await db
    .insertInto('code_pictures')
    .values({ login_id: loginId, account_id: accountId, sealed })
    .onConflict((conflict) => conflict.column('login_id').doUpdateSet({ sealed, saved_at: sql<Date>`now()` }))
    .execute();
}

/** The sealed picture of a login; undefined if there is none. */
export async function findCodePicture(db: Db, loginId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('code_pictures')
    .select('sealed')
    .where('login_id', '=', loginId)
    .executeTakeFirst();
  return row?.sealed;
}

/** Deletes the picture of a login whose request has ended. */
export async function deleteCodePicture(trx: Trx, loginId: string): Promise<void> {
  await trx.deleteFrom('code_pictures').where('login_id', '=', loginId).execute();
}
