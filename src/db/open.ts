import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from './tables/schema.js';

export type Db = Kysely<Database>;
/** A Kysely transaction. */
export type Trx = Transaction<Database>;

/**
 * Whether a connection has neither a statement under way nor an open transaction. After a `query_timeout` the server
 * may still execute the statement, and the next user of the connection would inherit its transaction or its locks.
 * Connections that are not idle are therefore closed on release; the pool does not reuse those.
 */
function isIdle(client: pg.PoolClient): boolean {
  // A private field of `pg`, which has no public API for this: the statement without a response yet.
  const hasActiveQuery = '_activeQuery' in client && Boolean(client._activeQuery);
  const status: string | null = client.getTransactionStatus();
  // 'I' is idle; null before the first statement.
  return !hasActiveQuery && (status === 'I' || status === null);
}

/**
 * Creates a pool of database connections, which connect at the first query. Statements that exceed `queryTimeoutMs`
 * and waits of more than 5 s for a connection reject. The caller closes the pool with `destroy()`.
 */
export function openDatabase({
  databaseUrl,
  maxConnections = 10,
  queryTimeoutMs,
  onIdleError = () => undefined,
}: {
  databaseUrl: string;
  maxConnections?: number;
  /** Time limit of a statement. Undefined: none. */
  queryTimeoutMs?: number;
  /** Called when an unused connection of the pool breaks. The pool replaces it. */
  onIdleError?: (error: Error) => void;
}): Db {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    // API requests that cannot get a connection within this time are answered with 503 instead of hanging.
    connectionTimeoutMillis: 5_000,
    // A server that disappeared without closing its connections leaves them looking alive, so none is kept for long.
    keepAlive: true,
    maxLifetimeSeconds: 300,
    ...(queryTimeoutMs !== undefined && {
      statement_timeout: queryTimeoutMs,
      // The client's own limit, for a server that does not respond at all.
      query_timeout: queryTimeoutMs + 500,
    }),
  });
  pool.on('error', onIdleError);
  // Without a listener, an error between two statements of a transaction would crash the process. The next statement
  // on the connection fails in any case.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('release', (_error, client) => {
    if (!isIdle(client)) void client.end();
  });
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  pools.set(db, pool);
  return db;
}

const pools = new WeakMap<Db, pg.Pool>();

/** The connection pool behind a database, for what Kysely cannot do. A transaction has none: throws. */
export function poolOf(db: Db): pg.Pool {
  const pool = pools.get(db);
  if (!pool) throw new Error('not a database that openDatabase returned');
  return pool;
}
