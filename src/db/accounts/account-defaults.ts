import { sql } from 'kysely';
import { type AccountDefaults, accountDefaultsSchema } from '../../assistance/account-settings.js';
import type { Actor } from '../../assistance/actor.js';
import { recordUserEvent } from '../events/events.js';
import type { Db } from '../open.js';

/** The settings that the user's new accounts start with. */
export async function readAccountDefaults(db: Db, userId: string): Promise<AccountDefaults> {
  const { account_defaults } = await db
    .selectFrom('users')
    .select('account_defaults')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return accountDefaultsSchema.parse(account_defaults);
}

/** Changes some of the user's defaults; null removes one. Accounts that exist keep their settings. */
export async function changeAccountDefaults(
  db: Db,
  { userId, actor }: { userId: string; actor: Actor },
  change: { [Name in keyof AccountDefaults]?: AccountDefaults[Name] | null },
): Promise<AccountDefaults> {
  return db.transaction().execute(async (trx) => {
    const merged = sql<string>`jsonb_strip_nulls(account_defaults || ${JSON.stringify(change)}::jsonb)`;
    const { account_defaults } = await trx
      .updateTable('users')
      .set({ account_defaults: merged })
      .where('id', '=', userId)
      .returning('account_defaults')
      .executeTakeFirstOrThrow();
    await recordUserEvent(trx, userId, {
      type: 'user.account_defaults_changed',
      actor,
      details: { fields: Object.keys(change) },
    });
    return accountDefaultsSchema.parse(account_defaults);
  });
}
