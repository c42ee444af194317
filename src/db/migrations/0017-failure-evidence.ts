import { type Kysely, sql } from 'kysely';

/** What a bank's page showed when a login could not go on, and the switch for it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table account_configs
      add column evidence boolean not null default true;
    -- No foreign key to logins: evidence may be written before the login's row is.
    create table failure_evidence (
      login_id uuid primary key,
      account_id uuid not null references accounts on delete cascade,
      sealed text not null,
      sealed_screenshot text,
      taken_at timestamptz not null default now(),
      expires_at timestamptz not null
    );
    create index on failure_evidence (expires_at);
    create index on failure_evidence (account_id);
  `.execute(db);
}
