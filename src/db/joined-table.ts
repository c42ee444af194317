import { sql } from 'kysely';

/**
 * A table that a statement reads beside others: its columns as one column with JSON, under the name of the table, and how
 * to get them back out of a row. One column, because the driver's work grows with their number. The first of `names` must
 * not be nullable, as it says whether the join found a row. Columns named `…_at` are times.
 */
export const joinedTable =
  <Row>() =>
  <Table extends string, Name extends keyof Row & string>(
    table: Table,
    names: readonly [Name, ...Name[]],
  ) => {
    const column = (name: string) => sql.ref(`${table}.${name}`);
    const pairs = names.map((name) => sql`${sql.lit(name)}, ${column(name)}`);
    const times = names.filter((name) => name.endsWith('_at'));
    return {
      column: sql<object | null>`
        case when ${column(names[0])} is not null then json_build_object(${sql.join(pairs)}) end`.as(table),
      /** Undefined if the join found no row. */
      of(row: Readonly<Record<Table, object | null>>): Pick<Row, Name> | undefined {
        const found = row[table];
        if (found === null) return undefined;
        const read: Partial<Record<string, unknown>> = { ...found };
        for (const name of times) {
          const time = read[name];
          if (typeof time === 'string') read[name] = new Date(time);
        }
        // The statement selected `column`, so these are the table's own types.
        return read as Pick<Row, Name>;
      },
    };
  };
