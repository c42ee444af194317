import { type Kysely, sql } from 'kysely';

/** Limits copied to a login at its start, so that a changed configuration applies from the next session on. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table logins
      add column fatal_after_failures integer not null default 3,
      add column max_codes_per_day integer not null default 10;

    update logins set
      fatal_after_failures = config.fatal_after_failures,
      max_codes_per_day = config.max_codes_per_day
    from account_configs config
    where config.account_id = logins.account_id and logins.ended_at is null;
  `.execute(db);
}
