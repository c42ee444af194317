import { type Kysely, sql } from 'kysely';

/** Idempotency keys of session starts, each with the id of the login that it starts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table session_start_keys (
      credential text not null,
      account_id uuid not null references accounts on delete cascade,
      idempotency_key text not null,
      -- No foreign key: the key is recorded before its login is started.
      login_id uuid not null,
      created_at timestamptz not null default now(),
      primary key (credential, account_id, idempotency_key)
    );
    create index session_start_keys_account on session_start_keys (account_id, created_at);
  `.execute(db);
}
