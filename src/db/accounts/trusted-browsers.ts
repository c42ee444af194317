import { sql } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db, Trx } from '../open.js';

/**
 * The sealed state of the browser that the bank last let in, one for each account. The next login starts with it, so
 * that the bank recognises the browser.
 */

/** Keeps the browser of a login, unless the account's browser was forgotten after that login began. */
export async function saveTrustedBrowser(
  db: Db,
  { loginId, accountId }: { loginId: string; accountId: string },
  sealed: string,
): Promise<void> {
  await sql`
    insert into trusted_browsers (account_id, sealed)
    select accounts.id, ${sealed} from accounts inner join logins on logins.account_id = accounts.id
    where accounts.id = ${accountId} and logins.id = ${loginId}
      and (browser_forgotten_at is null or browser_forgotten_at < logins.started_at)
    on conflict (account_id) do update set sealed = excluded.sealed, saved_at = now()`.execute(db);
}

/** The sealed state of the account's kept browser; undefined if there is none. */
export async function findTrustedBrowser(db: Db, accountId: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('trusted_browsers')
    .select('sealed')
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  return row?.sealed;
}

/** Deletes the kept browser. A login that is under way may keep its own. */
export async function dropTrustedBrowser(db: Db, accountId: string): Promise<void> {
  await db.deleteFrom('trusted_browsers').where('account_id', '=', accountId).execute();
}

/** Forgets the kept browser. A session that is open now keeps none again. Recorded in the audit trail if there was one. */
export async function forgetTrustedBrowser(
  trx: Trx,
  {
    account,
    actor,
    reason,
  }: {
    account: { id: string; user_id: string };
    actor: Actor;
    reason: 'requested' | 'restart' | 'credentials_changed';
  },
): Promise<void> {
  await trx
    .updateTable('accounts')
    .set({ browser_forgotten_at: sql<Date>`now()` })
    .where('id', '=', account.id)
    .execute();
  const forgotten = await trx
    .deleteFrom('trusted_browsers')
    .where('account_id', '=', account.id)
    .returning('account_id')
    .executeTakeFirst();
  if (!forgotten) return;
  await recordEvent(trx, account, { type: 'browser.forgotten', actor, details: { reason } });
}
