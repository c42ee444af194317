import { type Kysely, sql } from 'kysely';

/** Webhook deliveries and their attempts, and the previous signing secret, which stays valid for a while after a rotation. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table deliveries (
      id uuid primary key,
      -- The order in which deliveries were planned; pages are ordered by it.
      seq bigint generated always as identity unique,
      account_id uuid not null references accounts on delete cascade,
      transport text not null default 'webhook',
      -- Null for tests and redeliveries.
      event_id bigint,
      message_id uuid not null,
      redelivery_of uuid,
      type text not null,
      body text not null,
      request_id uuid,
      status text not null default 'pending' check (status in ('pending', 'delivered', 'failed', 'obsolete')),
      reason text,
      attempts integer not null default 0,
      planned_at timestamptz not null default now(),
      claimed_at timestamptz,
      started_at timestamptz,
      next_attempt_at timestamptz,
      ended_at timestamptz
    );
    create unique index deliveries_event on deliveries (event_id, transport);
    create index deliveries_account on deliveries (account_id, seq desc);
    create index deliveries_pending on deliveries (seq) where status = 'pending';

    create table delivery_attempts (
      delivery_id uuid not null references deliveries on delete cascade,
      number integer not null,
      at timestamptz not null,
      duration_ms integer not null,
      url text not null,
      status integer,
      error text,
      answer text,
      primary key (delivery_id, number)
    );

    alter table account_configs
      add column notification_previous_secret_sealed text,
      add column notification_secret_rotated_at timestamptz;
  `.execute(db);
}
