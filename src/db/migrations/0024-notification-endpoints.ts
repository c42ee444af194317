import { type Kysely, sql } from 'kysely';

/** Endpoints of a user that are notified of many accounts, and the deliveries to them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table notification_endpoints (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      name text not null,
      transport text not null check (transport in ('webhook', 'slack', 'email')),
      -- A URL or a mail address; the URL of a chat is sealed.
      destination text not null,
      auth_type text,
      token_sealed text,
      signing_secret_sealed text,
      previous_secret_sealed text,
      secret_rotated_at timestamptz,
      events text[] not null check (cardinality(events) > 0),
      -- Null for all.
      bank_codes text[],
      account_ids uuid[],
      escalate_after_seconds integer not null default 0,
      disabled_reason text,
      created_at timestamptz not null default now()
    );
    create index notification_endpoints_user on notification_endpoints (user_id);

    -- Without a foreign key: a delivery outlives its endpoint, and must not become one of the account's own.
    alter table deliveries add column endpoint_id uuid;
    drop index deliveries_event;
    create unique index deliveries_event on deliveries
      (event_id, transport, coalesce(endpoint_id, '00000000-0000-0000-0000-000000000000'));
  `.execute(db);
}
