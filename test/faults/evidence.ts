import { Client, Connection } from '@temporalio/client';
import { type Db, openDatabase } from '../../src/db/open.js';
import { loginWorkflowId } from '../../src/temporal/login-messages.js';
import { readableHistory } from '../support/histories.js';
import { until } from '../support/until.js';
import type { Installation } from './installation.js';
import type { Struck } from './round.js';

/** How long a request may be pending without a live workflow. */
const nothingPendingWithinMs = 60_000;

/** What a round left behind in the database and in Temporal. */
export interface Evidence {
  db: Db;
  /** The status of an account's workflow and its history as Temporal's UI shows it. */
  historyOf: (accountId: string) => Promise<{ status: string; text: string }>;
}

/** Waits until every struck login is closed in the database, and then calls `read`. */
export async function withEvidence<T>(
  installation: Installation,
  struck: readonly Struck[],
  read: (evidence: Evidence) => Promise<T>,
): Promise<T> {
  const ready = await installation.ready();
  const db = openDatabase({ databaseUrl: ready.database_url });
  const connection = await Connection.connect({ address: ready.temporal_address });
  const temporal = new Client({ connection, namespace: ready.temporal_namespace });
  try {
    await until(
      async () => (await openLogins(db, struck)) === 0,
      'every login to be closed in the database',
      nothingPendingWithinMs,
    );
    return await read({
      db,
      async historyOf(accountId) {
        const handle = temporal.workflow.getHandle(loginWorkflowId(accountId));
        const { status } = await handle.describe();
        return { status: status.name, text: await readableHistory(handle) };
      },
    });
  } finally {
    await connection.close();
    await db.destroy();
  }
}

async function openLogins(db: Db, struck: readonly Struck[]): Promise<number> {
  const accountIds = struck.map(({ login }) => login.accountId);
  const open = await db
    .selectFrom('logins')
    .select('id')
    .where('account_id', 'in', accountIds)
    .where('ended_at', 'is', null)
    .execute();
  return open.length;
}
