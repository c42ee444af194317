import { type Kysely, sql } from 'kysely';

/** Web Push: the key pair of this service, the browsers that subscribed, and what is shown in them. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table push_keys (
      only_row boolean primary key default true check (only_row),
      public_key text not null,
      private_key_sealed text not null
    );

    create table push_subscriptions (
      id uuid primary key,
      user_id uuid not null references users on delete cascade,
      sign_in_id uuid references sign_ins on delete set null,
      endpoint text not null unique,
      keys_sealed text not null,
      language text not null,
      created_at timestamptz not null default now()
    );
    create index push_subscriptions_user on push_subscriptions (user_id);

    -- A row is deleted when the notification was withdrawn.
    create table pushes (
      subscription_id uuid not null references push_subscriptions on delete cascade,
      request_id uuid not null references assistance_requests on delete cascade,
      is_shown boolean not null default false,
      attempts integer not null default 0,
      next_attempt_at timestamptz not null default now(),
      primary key (subscription_id, request_id)
    );
    create index pushes_request on pushes (request_id);
  `.execute(db);
}
