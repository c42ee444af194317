import { sql } from 'kysely';
import type { Db } from '../open.js';

/** An arbitrary key of a PostgreSQL advisory lock, the same in every process. */
const reconcilerLock = 7_340_021;

/** Runs `work` unless another process is doing so. The lock belongs to the connection, so a crash releases it. */
export async function withReconcilerLock(db: Db, work: () => Promise<void>): Promise<void> {
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

export interface OpenLogin {
  loginId: string;
  accountId: string;
  workflowId: string;
}

/** The logins that are open in the database, except those that started less than 10 s ago. */
export async function readOpenLogins(db: Db): Promise<OpenLogin[]> {
  const rows = await db
    .selectFrom('logins')
    .select(['id', 'account_id', 'workflow_id'])
    .where('ended_at', 'is', null)
    .where('started_at', '<', sql<Date>`now() - interval '10 seconds'`)
    .orderBy('started_at')
    .execute();
  return rows.map((row) => ({ loginId: row.id, accountId: row.account_id, workflowId: row.workflow_id }));
}

/** A running login as Temporal's list shows it. */
export interface LiveLogin {
  loginId: string;
  accountId: string;
  runId: string;
  /** Null until the login's first report. */
  phase: string | null;
  /** The deadline of its pending request; null without one. */
  expiresAt: Date | null;
}

/** `over`: its row ended more than a minute ago. `forgotten`: the account exists, but the login has no row. */
export type DatabaseState = 'agrees' | 'differs' | 'forgotten' | 'over' | 'account_gone';

/** How long a workflow may keep running after its row has ended. */
const endingSeconds = 60;

/** Compares running logins with their rows in the database. */
export async function compareLiveLogins(
  db: Db,
  live: readonly LiveLogin[],
): Promise<{ login: LiveLogin; userId: string | undefined; state: DatabaseState }[]> {
  const rows = await db
    .selectFrom('accounts')
    .leftJoin('logins', (join) =>
      join
        .onRef('logins.account_id', '=', 'accounts.id')
        .on('logins.id', '=', sql<string>`any(${live.map(({ loginId }) => loginId)}::uuid[])`),
    )
    .leftJoin('assistance_requests as request', (join) =>
      join.onRef('request.login_id', '=', 'logins.id').on('request.status', '=', 'pending'),
    )
    .select(['accounts.id as accountId', 'accounts.user_id as userId'])
    .select(['logins.id as loginId', 'logins.phase', 'logins.ended_at'])
    .select('request.expires_at')
    .select(sql<boolean>`logins.ended_at < now() - make_interval(secs => ${endingSeconds})`.as('is_over'))
    .where('accounts.id', '=', sql<string>`any(${live.map(({ accountId }) => accountId)}::uuid[])`)
    .execute();
  const userOf = new Map(rows.map(({ accountId, userId }) => [accountId, userId]));
  const rowOf = new Map(rows.map((row) => [row.loginId, row]));
  return live.map((login) => {
    const userId = userOf.get(login.accountId);
    if (userId === undefined) return { login, userId, state: 'account_gone' };
    const row = rowOf.get(login.loginId);
    return { login, userId, state: row ? compareLogin(login, row) : 'forgotten' };
  });
}

interface Row {
  phase: string | null;
  ended_at: Date | null;
  is_over: boolean;
  expires_at: Date | null;
}

function compareLogin(login: LiveLogin, row: Row): DatabaseState {
  if (row.ended_at) return row.is_over ? 'over' : 'agrees';
  // A stop is recorded in the database first.
  const isSamePhase = row.phase === 'stopping' || login.phase === null || row.phase === login.phase;
  // The deadlines may differ: a request that is published again keeps the deadline of its row.
  const bothWait = (row.expires_at === null) === (login.expiresAt === null);
  return isSamePhase && bothWait ? 'agrees' : 'differs';
}
