import { type Compilable, type RawBuilder, sql } from 'kysely';
import type { QueryResultRow } from 'pg';
import { type Db, poolOf } from './open.js';

/** The parameter `$n` of a prepared statement. */
export const param = <T>(n: number): RawBuilder<T> => sql.raw(`$${n}`);

/**
 * Declares a statement that Kysely compiles once, and PostgreSQL parses once for each connection: for the statements of
 * hot routes, whose preparation costs more than their execution. All values must be a `param`. Columns must be listed:
 * with `*`, the statement would fail in a running process when a migration adds a column. Not for transactions.
 */
export function prepare<Row extends QueryResultRow>(name: string, build: (db: Db) => Compilable<Row>) {
  let text: string | undefined;
  return async (db: Db, values: readonly unknown[]): Promise<Row[]> => {
    text ??= build(db).compile().sql;
    const { rows } = await poolOf(db).query<Row>({ name, text, values: [...values] });
    return rows;
  };
}
