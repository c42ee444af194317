type Renamed<Table extends string, Name extends string> = Name extends Name
  ? `${Table}.${Name} as ${Table}_${Name}`
  : never;

/**
 * A table that a statement reads beside others: its columns under names of their own (`request.id as request_id`), and
 * how to get them back out of a row. The first column must not be nullable, as it says whether the join found a row.
 */
export const joinedTable =
  <Row>() =>
  <Table extends string, Name extends keyof Row & string>(
    table: Table,
    names: readonly [Name, ...Name[]],
  ) => {
    const renamed = names.map((name) => [name, `${table}_${name}`] as const);
    const [first] = names;
    return {
      columns: names.map((name) => `${table}.${name} as ${table}_${name}`) as Renamed<Table, Name>[],
      /** Undefined if the join found no row. */
      of(row: Readonly<Record<string, unknown>>): Pick<Row, Name> | undefined {
        if (row[`${table}_${first}`] === null) return undefined;
        // The statement selected `columns`, so these are the table's own types.
        return Object.fromEntries(renamed.map(([name, column]) => [name, row[column]])) as Pick<Row, Name>;
      },
    };
  };
