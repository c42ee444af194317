import { sql } from 'kysely';
import type { Db } from './open.js';

/** Any number; the same in every process, so that one at a time reconciles. */
const reconcilerLock = 7_340_021;

/** Runs `work` unless another process does it now. The lock goes with the connection, also by a crash. */
export async function alone(db: Db, work: () => Promise<void>): Promise<void> {
  await db.connection().execute(async (connection) => {
    const { rows } = await sql<{ locked: boolean }>`
      select pg_try_advisory_lock(${reconcilerLock}) as locked`.execute(connection);
    if (!rows[0]?.locked) return;
    try {
      await work();
    } finally {
      await sql`select pg_advisory_unlock(${reconcilerLock})`.execute(connection);
    }
  });
}

export interface OpenRow {
  loginId: string;
  accountId: string;
  workflowId: string;
}

/** The logins that the database believes to be open. Just started ones are left in peace. */
export async function openLogins(db: Db): Promise<OpenRow[]> {
  const rows = await db
    .selectFrom('logins')
    .select(['id', 'account_id', 'workflow_id'])
    .where('ended_at', 'is', null)
    .where('started_at', '<', sql<Date>`now() - interval '10 seconds'`)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({ loginId: row.id, accountId: row.account_id, workflowId: row.workflow_id }));
}

/** Which of these logins the database does not know as open, though their account exists. */
export async function unknownLogins(
  db: Db,
  live: { loginId: string; accountId: string }[],
): Promise<{ loginId: string; accountId: string }[]> {
  if (live.length === 0) return [];
  const known = await db
    .selectFrom('logins')
    .select('id')
    .where(
      'id',
      'in',
      live.map(({ loginId }) => loginId),
    )
    .execute();
  const accounts = await db
    .selectFrom('accounts')
    .select('id')
    .where(
      'id',
      'in',
      live.map(({ accountId }) => accountId),
    )
    .execute();
  const knownIds = new Set(known.map(({ id }) => id));
  const accountIds = new Set(accounts.map(({ id }) => id));
  return live.filter(({ loginId, accountId }) => !knownIds.has(loginId) && accountIds.has(accountId));
}
