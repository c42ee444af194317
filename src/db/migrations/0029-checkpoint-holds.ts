import { type Kysely, sql } from 'kysely';

/** In which hold of its login a state was saved: a worker that was suspended must not replace the state of a later one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table checkpoints add column hold_number integer not null default 0;
    alter table session_states add column hold_number integer not null default 0;
  `.execute(db);
}
