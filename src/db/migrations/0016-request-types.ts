import { type Kysely, sql } from 'kysely';

/** Requests that are not for a code, the picture of a code page, and the channels that an account prefers. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table assistance_requests
      add column type text not null default 'otp'
        check (type in ('otp', 'choice', 'approval', 'question'));
    -- The label of the option that was chosen, if the submission is a choice.
    alter table submissions add column option_label text;
    alter table login_credentials
      add column preferred_channels text[] not null default '{}';
    -- The picture on a login's code page, without which its person cannot make the code.
    -- No foreign key to logins: a picture may be written before the login's row is.
    create table code_pictures (
      login_id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      sealed text not null,
      saved_at timestamptz not null default now()
    );
  `.execute(db);
}
