import { type Kysely, sql } from 'kysely';

/** Logins that are tried again after the bank was unavailable, and a user's defaults for new accounts. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table account_configs add column retry_when_bank_unavailable boolean not null default false;

    -- One row for each account whose last login ended because the bank was unavailable.
    create table login_retries (
      account_id uuid primary key references accounts on delete cascade,
      -- How many retries have been planned since a person or a program started the account.
      tries integer not null,
      -- Null while the retry is under way.
      retry_at timestamptz
    );

    -- Settings that the user's new accounts start with; those that are absent have the service's own default.
    alter table users add column account_defaults jsonb not null default '{}';
  `.execute(db);
}
