import { type Kysely, sql } from 'kysely';

/** Settings of API keys for the apps that forward messages, parts of long messages, and what became of a key's messages. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- JSON, sealed: what an app's messages need besides the signing secret.
    alter table api_keys add column relay_settings_sealed text;

    -- Parts of a long message, which some services deliver one by one in any order, until all are there.
    create table message_parts (
      key_id uuid not null references api_keys on delete cascade,
      -- HMAC of what identifies the message: service, sender, recipient, reference number, number of parts.
      message text not null,
      part int not null,
      sealed text not null,
      received_at timestamptz not null default now(),
      primary key (key_id, message, part)
    );
    create index message_parts_received on message_parts (received_at);

    -- What became of the messages that came with a key, for the person who sets up a phone. Kept for seven days.
    create table relayed_messages (
      id uuid primary key default gen_random_uuid(),
      key_id uuid not null references api_keys on delete cascade,
      received_at timestamptz not null default now(),
      -- The app's path, or null for the general one.
      format text,
      -- Masked. The text of a message is not kept.
      sender text,
      -- Which of its times counted: given or arrival. Null if there was no message.
      time text,
      result text not null,
      account_id uuid references accounts on delete cascade,
      -- No foreign key, as a request may be deleted earlier.
      request_id uuid
    );
    create index relayed_messages_key on relayed_messages (key_id, received_at desc);
    create index relayed_messages_received on relayed_messages (received_at);

    -- For delivering codes that were recorded while Temporal was away.
    create index submission_claims_undelivered on submission_claims (created_at) where sealed_code is not null;
  `.execute(db);
}
