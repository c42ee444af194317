import { type Kysely, sql } from 'kysely';

/** Credentials copied to a login at its start, so that changes of the configuration do not affect it. */
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
