import { type Kysely, sql } from 'kysely';

/** The key of fingerprints, so that they stay the same when SECRET_KEYS changes. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table fingerprint_key (
      -- At most one row.
      only_row boolean primary key default true check (only_row),
      sealed text not null
    );
  `.execute(db);
}
