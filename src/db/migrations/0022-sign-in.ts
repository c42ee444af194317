import { type Kysely, sql } from 'kysely';

/** Sign-ins of browsers, second factors, and password resets by mail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table sign_ins
      add column kind text not null default 'token' check (kind in ('token', 'cookie')),
      -- When a sign-in that is extended while it is used ends at the latest.
      add column ends_at timestamptz,
      add column last_used_at timestamptz,
      -- When the password was last entered.
      add column authenticated_at timestamptz not null default now(),
      add column address text,
      add column user_agent text;

    alter table users
      add column totp_secret_sealed text,
      -- A secret that was shown and whose first code has not been entered yet.
      add column new_totp_secret_sealed text,
      add column totp_last_step bigint;

    create table recovery_codes (
      user_id uuid not null references users on delete cascade,
      code_hash text not null,
      used_at timestamptz,
      primary key (user_id, code_hash)
    );

    create table password_resets (
      token_hash text primary key,
      user_id uuid not null references users on delete cascade,
      expires_at timestamptz not null
    );
    create index password_resets_user on password_resets (user_id);
  `.execute(db);
}
