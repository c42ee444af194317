import { type CompiledQuery, type RawBuilder, sql } from 'kysely';
import type { QueryResultRow } from 'pg';
import { type Db, poolOf } from './open.js';

/** The place of a named value in a prepared statement. */
export type Param<Values> = <Name extends keyof Values & string>(name: Name) => RawBuilder<Values[Name]>;

/**
 * Declares a statement that Kysely compiles once, and PostgreSQL parses once for each connection: for the statements of
 * hot routes, whose preparation costs more than their execution. Returns a function that executes it; not for
 * transactions. Every value must be a `param`. Columns must be listed: with `*`, the statement would fail in a running
 * process when a migration adds a column.
 */
export function prepare<Values extends object, Row extends QueryResultRow>(
  name: string,
  build: (db: Db, param: Param<Values>) => { compile(db: Db): CompiledQuery<Row> },
) {
  const names: (keyof Values & string)[] = [];
  const param: Param<Values> = (value) => {
    if (!names.includes(value)) names.push(value);
    return sql.raw(`$${names.indexOf(value) + 1}`);
  };
  let text: string | undefined;
  return async (db: Db, values: Values): Promise<Row[]> => {
    text ??= build(db, param).compile(db).sql;
    const { rows } = await poolOf(db).query<Row>({ name, text, values: names.map((value) => values[value]) });
    return rows;
  };
}
