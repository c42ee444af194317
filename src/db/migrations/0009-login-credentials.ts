import { type Kysely, sql } from 'kysely';

/** What a login was started with goes on for as long as it lives, whatever is written into the configuration. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table login_credentials (
      login_id uuid primary key references logins on delete cascade,
      bank_username_sealed text not null,
      bank_password_sealed text not null,
      totp_secret_sealed text
    );
  `.execute(db);
}
