import { type Kysely, sql } from 'kysely';

/** Notifications by chat and mail, and the signing secrets of message-forwarding apps. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table account_configs
      add column notification_slack_url_sealed text,
      add column notification_email text;

    alter table api_keys add column signing_secret_sealed text;

    -- For deleting old deliveries.
    create index deliveries_ended on deliveries (ended_at) where ended_at is not null;
  `.execute(db);
}
