import { Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Database } from './tables/schema.js';

export type Db = Kysely<Database>;
/** What is done in one transaction, all of it or nothing. */
export type Trx = Transaction<Database>;

/**
 * Whether nothing is under way on a connection. A statement that we gave up (`query_timeout`) the server may still do:
 * the next user would find itself in a transaction, or with a lock, that is nobody's. The pool keeps no connection that
 * is closing.
 */
function isIdle(client: pg.PoolClient): boolean {
  // Private to `pg`, which has no other word for it: the statement that the server has not answered.
  const isAwaited = '_activeQuery' in client && Boolean(client._activeQuery);
  const status: string | null = client.getTransactionStatus();
  // Null before the first statement.
  return !isAwaited && (status === 'I' || status === null);
}

/** Opens a pool of connections. Nothing connects until the first query. */
export function openDatabase({
  databaseUrl,
  maxConnections = 10,
  queryTimeoutMs,
  onIdleError = () => undefined,
}: {
  databaseUrl: string;
  maxConnections?: number;
  /** For callers who must be answered soon: a statement that takes longer fails. */
  queryTimeoutMs?: number;
  /** A pooled connection broke while nobody used it; the pool replaces it by itself. */
  onIdleError?: (error: Error) => void;
}): Db {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: maxConnections,
    // A caller waits for a connection no longer than this and is told 503, instead of hanging.
    connectionTimeoutMillis: 5_000,
    // A server that vanished without a word leaves connections that look alive: none is kept for long.
    keepAlive: true,
    maxLifetimeSeconds: 300,
    ...(queryTimeoutMs !== undefined && {
      statement_timeout: queryTimeoutMs,
      // Of ours, for a server that does not answer at all.
      query_timeout: queryTimeoutMs + 500,
    }),
  });
  pool.on('error', onIdleError);
  // A connection that breaks between two statements of a transaction has nobody to tell, and would end the process;
  // the next statement fails all the same.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('release', (_error, client) => {
    if (!isIdle(client)) void client.end();
  });
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
}
