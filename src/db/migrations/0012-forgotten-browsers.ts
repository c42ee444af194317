import { type Kysely, sql } from 'kysely';

/** When the account's kept browser was last forgotten on request: a login that began before keeps none again. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table accounts add column browser_forgotten_at timestamptz`.execute(db);
}
