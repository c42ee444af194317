import { type Kysely, sql } from 'kysely';

/** What banks ask for besides user name and password: further secrets, answers to questions, and a choice of channel. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table account_configs
      add column bank_secrets_sealed text,
      add column bank_answers_sealed text,
      add column preferred_channels text[] not null default '{}';
    alter table login_credentials
      add column bank_secrets_sealed text,
      add column bank_answers_sealed text;
  `.execute(db);
}
