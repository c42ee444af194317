import { type Kysely, sql } from 'kysely';

/** Public ids of events, because the internal numbers count the events of all users. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table events add column public_id uuid not null default gen_random_uuid()`.execute(db);
}
