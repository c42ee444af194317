import { type Kysely, sql } from 'kysely';

/** An account is blocked when its bank asks for a new password. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table accounts
      drop constraint accounts_blocked_reason_check,
      add constraint accounts_blocked_reason_check
        check (blocked_reason in ('bad_credentials', 'account_locked', 'password_expired', 'too_many_failures'))
  `.execute(db);
}
