import { sql } from 'kysely';
import type { KeyRing } from '../../secrets/key-ring.js';
import { CannotOpen, reseal } from '../../secrets/seal.js';
import type { Db } from '../open.js';
import { holdsSealedValue, keyIdOf, type SealedColumn, sealedColumns } from './sealed-columns.js';

/** A few megabytes even if all are browser states. */
const defaultBatchSize = 100;

export interface Resealed {
  resealed: number;
  /** Values that cannot be opened: they are damaged, or their key is not in the ring. They stay as they are. */
  unreadable: number;
}

/**
 * Seals every value with the first key of the ring that is sealed with another one. Safe to repeat, and while API and
 * workers run, if all of them know the first key: a value that changes meanwhile is left as its writer sealed it.
 */
export async function resealAll(db: Db, ring: KeyRing, batchSize = defaultBatchSize): Promise<Resealed> {
  const total = { resealed: 0, unreadable: 0 };
  for (const column of sealedColumns) {
    const done = await resealColumn({ db, ring, column, batchSize });
    total.resealed += done.resealed;
    total.unreadable += done.unreadable;
  }
  return total;
}

interface ColumnToReseal {
  db: Db;
  ring: KeyRing;
  column: SealedColumn;
  batchSize: number;
}

async function resealColumn(work: ColumnToReseal): Promise<Resealed> {
  // A row that was written meanwhile may have moved to a place that was already passed.
  for (let resealed = 0; ;) {
    const pass = await resealOnce(work);
    resealed += pass.resealed;
    if (pass.resealed === 0) return { resealed, unreadable: pass.unreadable };
  }
}

async function resealOnce({ db, ring, column: sealedColumn, batchSize }: ColumnToReseal): Promise<Resealed> {
  const [table, column] = sealedColumn;
  const done = { resealed: 0, unreadable: 0 };
  for (let after = '(0,0)'; ;) {
    const batch = await readBatch(db, { column: sealedColumn, after, newest: ring.sealing.id, batchSize });
    for (const { place, sealed } of batch) {
      after = place;
      const again = await reseal(ring, sealed).catch((error: unknown) => {
        if (error instanceof CannotOpen) return undefined;
        throw error;
      });
      if (again === undefined) done.unreadable += 1;
      else if (await replace(db, { table, column, sealed, again, place })) done.resealed += 1;
    }
    if (batch.length < batchSize) return done;
  }
}

/** Values of other keys, in the order of their rows' places in the table. */
async function readBatch(
  db: Db,
  {
    column: sealedColumn,
    after,
    newest,
    batchSize,
  }: { column: SealedColumn; after: string; newest: string; batchSize: number },
) {
  const [table, column] = sealedColumn;
  const { rows } = await sql<{ place: string; sealed: string }>`
    select ctid::text as place, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where ctid > ${after}::tid and ${holdsSealedValue(sealedColumn)} and ${keyIdOf(column)} is distinct from ${newest}
    order by ctid limit ${batchSize}`.execute(db);
  return rows;
}

async function replace(
  db: Db,
  value: { table: string; column: string; sealed: string; again: string; place: string },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update ${sql.table(value.table)} set ${sql.ref(value.column)} = ${value.again}
    where ctid = ${value.place}::tid and ${sql.ref(value.column)} = ${value.sealed}`.execute(db);
  return numAffectedRows === 1n;
}
