import { sql } from 'kysely';
import type { Db } from '../open.js';
import type { ScopedIdempotencyKey } from './idempotency-keys.js';

/**
 * The id of the login that this key starts: `newLoginId`, or the one recorded by an earlier use of the key in the last
 * 24 hours. Concurrent calls get the same id. Throws if the account has been deleted (foreign key).
 */
export async function claimLoginId(db: Db, key: ScopedIdempotencyKey, newLoginId: string): Promise<string> {
  const { credential, accountId, idempotencyKey } = key;
  await db
    .deleteFrom('session_start_keys')
    .where('account_id', '=', accountId)
    .where(sql<boolean>`created_at < now() - interval '24 hours'`)
    .execute();
  const { login_id } = await db
    .insertInto('session_start_keys')
    .values({ credential, account_id: accountId, idempotency_key: idempotencyKey, login_id: newLoginId })
    // Not `do nothing`, which would return no row.
    .onConflict((conflict) =>
      conflict
        .columns(['credential', 'account_id', 'idempotency_key'])
        .doUpdateSet({ login_id: sql.ref('session_start_keys.login_id') }),
    )
    .returning('login_id')
    .executeTakeFirstOrThrow();
  return login_id;
}
