import { sql } from 'kysely';
import type { Db } from '../open.js';
import { holdsSealedValue, keyIdOf, sealedColumns } from './sealed-columns.js';

export interface KeyUsage {
  /** Null for values that are damaged. */
  keyId: string | null;
  table: string;
  column: string;
  count: number;
}

/** How many values of each column are sealed with which key. Reads all of them: seconds in a large database. */
export async function readKeyUsage(db: Db): Promise<KeyUsage[]> {
  const usage: KeyUsage[] = [];
  for (const sealed of sealedColumns) {
    const [table, column] = sealed;
    const { rows } = await sql<{ key_id: string | null; count: string }>`
      select ${keyIdOf(column)} as key_id, count(*) as count from ${sql.table(table)}
      where ${holdsSealedValue(sealed)} group by 1 order by 1`.execute(db);
    for (const { key_id: keyId, count } of rows) usage.push({ keyId, table, column, count: Number(count) });
  }
  return usage;
}
