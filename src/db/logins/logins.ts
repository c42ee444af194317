import type { Actor } from '../../assistance/actor.js';
import { type AccountOwner, recordEvent } from '../events/events.js';
import type { Db } from '../open.js';
import type { Login } from '../tables/schema.js';

/** The open login of an account, of which there is at most one. */
export async function findOpenLogin(db: Db, accountId: string): Promise<Login | undefined> {
  return db
    .selectFrom('logins')
    .selectAll()
    .where('account_id', '=', accountId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
}

/** Whether this login has a row, open or ended. */
export async function isLoginRecorded(db: Db, loginId: string): Promise<boolean> {
  const row = await db.selectFrom('logins').select('id').where('id', '=', loginId).executeTakeFirst();
  return row !== undefined;
}

/** Records that a person or a program asked to stop a login, whether or not its workflow already knows. */
export async function recordStopRequested(
  db: Db,
  { login, account, actor }: { login: Login; account: AccountOwner; actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('logins')
      .set({ phase: 'stopping' })
      .where('id', '=', login.id)
      .where('ended_at', 'is', null)
      .execute();
    const details = { loginId: login.id };
    await recordEvent(trx, account, { type: 'session.stop_requested', actor, details });
  });
}
