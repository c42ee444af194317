import { type Kysely, sql } from 'kysely';

/** Tickets for sockets, and a column that says which events a reader has not seen. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table realtime_tickets (
      ticket_hash text primary key,
      sign_in_id uuid not null references sign_ins on delete cascade,
      user_id uuid not null references users on delete cascade,
      expires_at timestamptz not null
    );
    create index realtime_tickets_sign_in on realtime_tickets (sign_in_id);
    create index realtime_tickets_expiry on realtime_tickets (expires_at);

    -- As with assistance_requests.opened_in: ids are assigned before the commit, so a reader that uses only them would
    -- skip an event that was slow to commit.
    alter table events add column recorded_in xid8 not null default pg_current_xact_id();
    create index events_user_recorded on events (user_id, recorded_in);
  `.execute(db);
}
