import type { Actor } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
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

/** Records that a person asked to stop a login, whether or not its workflow already knows. */
export async function recordStopRequested(
  db: Db,
  { login, userId, actor }: { login: Login; userId: string; actor: Actor },
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('logins')
      .set({ phase: 'stopping' })
      .where('id', '=', login.id)
      .where('ended_at', 'is', null)
      .execute();
    await recordEvent(trx, {
      userId,
      accountId: login.account_id,
      type: 'session.stop_requested',
      actor,
      details: { loginId: login.id },
    });
  });
}
