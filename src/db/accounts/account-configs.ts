import { sql, type Updateable } from 'kysely';
import type { Actor } from '../../assistance/actor.js';
import { recordEvent } from '../events/events.js';
import type { Db } from '../open.js';
import type { Account, AccountConfig, AccountConfigsTable } from '../tables/schema.js';
import { forgetTrustedBrowser } from './trusted-browsers.js';

/** The configuration of an account. Throws NoResultError if the account does not exist. */
export async function readConfig(db: Db, accountId: string): Promise<AccountConfig> {
  return db
    .selectFrom('account_configs')
    .selectAll()
    .where('account_id', '=', accountId)
    .executeTakeFirstOrThrow();
}

export type ConfigChange = Updateable<Omit<AccountConfigsTable, 'account_id'>>;

const credentials = ['bank_username_sealed', 'bank_password_sealed', 'bank_secrets_sealed'] as const;

/**
 * Changes an account's configuration. `decide` gets the current one, which is locked, and returns the change. The audit
 * trail records the names of the changed fields, never their values.
 */
export async function changeConfig(
  db: Db,
  { account, actor }: { account: Account; actor: Actor },
  decide: (current: AccountConfig) => Promise<ConfigChange>,
): Promise<AccountConfig> {
  return db.transaction().execute(async (trx) => {
    // Always the account first, as when it is deleted: the other order would deadlock with that.
    await trx.selectFrom('accounts').select('id').where('id', '=', account.id).forNoKeyUpdate().execute();
    const current = await trx
      .selectFrom('account_configs')
      .selectAll()
      .where('account_id', '=', account.id)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const change = await decide(current);
    const fields = Object.keys(change);
    if (fields.length === 0) return current;
    const changed = await trx
      .updateTable('account_configs')
      .set({ ...change, ...retiredSecret(current, change) })
      .where('account_id', '=', account.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await recordEvent(trx, account, {
      type: 'config.changed',
      actor,
      details: { fields: fields.map((field) => field.replace(/_sealed$/, '')) },
    });
    if (change.retry_when_bank_unavailable === false)
      await trx.deleteFrom('login_retries').where('account_id', '=', account.id).execute();
    if (change.mailbox_url_sealed === null)
      await trx.deleteFrom('mailboxes').where('account_id', '=', account.id).execute();
    if (credentials.some((column) => change[column] !== undefined))
      await forgetTrustedBrowser(trx, { account, actor, reason: 'credentials_changed' });
    return changed;
  });
}

/** A replaced signing secret also signs for a day, next to the new one; a removed one does not. */
function retiredSecret(
  { notification_signing_secret_sealed: current }: AccountConfig,
  { notification_signing_secret_sealed: next }: ConfigChange,
) {
  if (next === undefined) return {};
  const isReplaced = next !== null && current !== null;
  return {
    notification_previous_secret_sealed: isReplaced ? current : null,
    notification_secret_rotated_at: isReplaced ? sql<Date>`now()` : null,
  };
}
