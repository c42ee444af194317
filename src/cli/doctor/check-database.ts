import { sql } from 'kysely';
import type { Db } from '../../db/open.js';
import { readPendingMigrations } from '../../db/run-migrations.js';
import { countLiveWorkers } from '../../db/worker-liveness.js';
import { StartError } from '../../runtime/start-error.js';

/** The oldest version that the whole program was tried with. */
const oldestMajor = 15;

interface ServerRow {
  version: string;
  most: string;
  used: string;
}

/** The version of PostgreSQL, its connections, and whether the schema is the newest. */
export async function checkDatabase(db: Db): Promise<string> {
  const { rows } = await sql<ServerRow>`
    select current_setting('server_version') as version, current_setting('max_connections') as most,
      (select count(*) from pg_stat_activity where backend_type = 'client backend') as used`.execute(db);
  const { version = '', most = '', used = '' } = rows[0] ?? {};
  if (Number.parseInt(version) < oldestMajor)
    throw new StartError(`PostgreSQL ${version} is too old.`, [`use PostgreSQL ${oldestMajor} or newer`]);
  if (Number(used) > 0.9 * Number(most))
    throw new StartError(`${used} of ${most} connections are in use.`, [
      'raise max_connections of PostgreSQL, or run fewer processes: docs/operations.md, Connections',
    ]);
  const pending = await readPendingMigrations(db);
  if (pending.length > 0)
    throw new StartError(`The schema lacks ${pending.length} migrations, the first is ${pending[0]}.`, [
      'run `npm run migrate`',
    ]);
  return `PostgreSQL ${version}, the schema is the newest, ${used} of ${most} connections are in use`;
}

/** How many workers have sent a heartbeat in the last 15 s. */
export async function checkWorkers(db: Db): Promise<string> {
  const count = await countLiveWorkers(db);
  if (count === 0)
    throw new StartError('No worker is running: logins do not start.', [
      'start one with `npm run worker`, or see its log',
    ]);
  return `${count} running`;
}
