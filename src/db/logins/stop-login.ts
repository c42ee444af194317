import type { Actor } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db } from '../open.js';
import type { Login } from '../tables/schema.js';

/** Records that somebody stopped a login, which may have heard of it already; its own reports tell the rest. */
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
