import { type Kysely, sql } from 'kysely';

/** Messages that arrived before the request that they answer, sealed and kept for less than a minute. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table held_messages (
      id uuid primary key,
      -- The key decides which accounts the message may answer. It is read again when the message is used, in case it
      -- has been revoked.
      key_id uuid not null references api_keys on delete cascade,
      -- HMAC of sender and text, which identifies a repeated message.
      fingerprint text not null,
      sealed text not null,
      actor jsonb not null,
      sent_at timestamptz not null,
      -- The accounts whose logins were under way. If the message is dropped, their audit trails record it.
      waiting_account_ids uuid[] not null,
      held_until timestamptz not null default now() + interval '30 seconds',
      unique (key_id, fingerprint)
    );
  `.execute(db);
}
