import { type Kysely, sql } from 'kysely';

/** The number of an event counts the events of all users, so callers are told another id. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table events add column public_id uuid not null default gen_random_uuid()`.execute(db);
}
