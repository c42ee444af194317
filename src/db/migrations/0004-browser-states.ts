import { type Kysely, sql } from 'kysely';

/** State that outlives a browser: checkpoints at a code page, trusted browsers, and the state of open sessions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- No foreign key to logins: a checkpoint may be written before the login's row is.
    create table checkpoints (
      login_id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      sealed text not null,
      saved_at timestamptz not null default now()
    );
    create table trusted_browsers (
      account_id uuid primary key references accounts on delete cascade,
      sealed text not null,
      saved_at timestamptz not null default now()
    );
    create table session_states (
      login_id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      sealed text not null,
      saved_at timestamptz not null default now()
    );
    create index session_states_account on session_states (account_id);

    -- The attempt that took the step, which may repeat its call when the database's response was lost.
    alter table bank_steps add column claim uuid;

    -- The time step of the last code from the account's authenticator; each step is used once.
    alter table account_configs add column totp_last_step bigint;
  `.execute(db);
}
