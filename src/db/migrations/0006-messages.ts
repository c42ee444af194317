import { type Kysely, sql } from 'kysely';

/** Messages that came before the request that they are for: sealed, and gone within a minute. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table held_messages (
      id uuid primary key,
      -- Whose accounts it may answer: looked up anew when it is used, so that a revoked key answers nothing.
      key_id uuid not null references api_keys on delete cascade,
      -- HMAC of sender and text: the same message again is this one.
      fingerprint text not null,
      sealed text not null,
      actor jsonb not null,
      sent_at timestamptz not null,
      -- The accounts whose logins were under way: their audit trail tells when it is dropped.
      waiting_account_ids uuid[] not null,
      held_until timestamptz not null default now() + interval '30 seconds',
      unique (key_id, fingerprint)
    );
  `.execute(db);
}
