import { type Kysely, sql } from 'kysely';

/** What becomes of a message that was held, and mailboxes with OAuth. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- Until it is decided what a message is for that came before its request. No foreign keys, as both are deleted earlier.
    alter table relayed_messages add column held_message_id uuid;
    -- The submission of a message that came while Temporal was away.
    alter table relayed_messages add column submission_id uuid;
    create index relayed_messages_held on relayed_messages (held_message_id) where held_message_id is not null;

    -- The refresh token that the token endpoint gave last, with the configured one that it replaces.
    alter table mailboxes add column refresh_token_sealed text;
  `.execute(db);
}
