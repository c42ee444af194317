import { type Kysely, sql } from 'kysely';

/** The proxy through which an account's browser reaches its bank; it may hold a password. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table account_configs add column proxy_url_sealed text;
    alter table login_credentials add column proxy_url_sealed text;
  `.execute(db);
}
