import { type Kysely, sql } from 'kysely';

/** Mailboxes whose mails are read like the messages of a relay. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table account_configs add column mailbox_url_sealed text;
    create index account_configs_mailbox on account_configs (account_id) where mailbox_url_sealed is not null;

    create table mailboxes (
      -- The account's id, or the nil UUID for the mailbox of the installation (IMAP_URL), which has no account.
      id uuid primary key,
      account_id uuid references accounts on delete cascade,
      -- HMAC of server, user and folder: how far a folder was read means nothing for another one.
      folder text not null,
      uid_validity text,
      last_uid bigint,
      -- One process at a time reads it, and renews its lease while it does.
      holder uuid,
      leased_until timestamptz not null default now(),
      -- When it was opened, or could no longer be read; null until the first try has ended.
      state_since timestamptz,
      -- Why it cannot be read; null while it can.
      problem text
    );

    -- A message comes with a key or from a mailbox.
    alter table held_messages alter column key_id drop not null;
    alter table held_messages add column mailbox_id uuid references mailboxes on delete cascade;
    alter table held_messages add constraint held_messages_source check (num_nonnulls(key_id, mailbox_id) = 1);
    create unique index held_messages_mailbox on held_messages (mailbox_id, fingerprint);

    alter table relayed_messages alter column key_id drop not null;
    alter table relayed_messages add column mailbox_id uuid references mailboxes on delete cascade;
    alter table relayed_messages add constraint relayed_messages_source check (num_nonnulls(key_id, mailbox_id) = 1);
    create index relayed_messages_mailbox on relayed_messages (mailbox_id, received_at desc);
  `.execute(db);
}
