import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { createTestDatabase } from '../../test/support/services.js';
import { openDatabase } from './open.js';

it('a connection that breaks in the middle of a transaction fails that, and not the process', async () => {
  const { databaseUrl, drop } = await createTestDatabase();
  const db = openDatabase({ databaseUrl });
  const broken = db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(trx);
    await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(db);
    // Nothing is asked of it meanwhile: nobody else hears that it broke.
    await sleep(300);
    await sql`select 1`.execute(trx);
  });
  await expect(broken).rejects.toThrow();
  expect((await sql<{ one: number }>`select 1 as one`.execute(db)).rows).toEqual([{ one: 1 }]);
  await db.destroy();
  await drop();
});
