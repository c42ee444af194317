import { type Kysely, sql } from 'kysely';

/** What stopped a failed login, in one of the words of src/assistance/failure-evidence.ts: it says nothing of the page. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table failure_evidence add column cause text`.execute(db);
}
