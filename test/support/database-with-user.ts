import { randomUUID } from 'node:crypto';
import { system } from '../../src/assistance/actor.js';
import { addAccount } from '../../src/db/accounts/accounts.js';
import { migrateToLatest } from '../../src/db/run-migrations.js';
import { openDatabase } from '../../src/db/open.js';
import { createTestDatabase } from './services.js';

/** A database of the calling test file's own, with one user, for tests of queries. */
export async function createDatabaseWithUser() {
  const { databaseUrl, drop } = await createTestDatabase();
  await migrateToLatest(databaseUrl);
  const db = openDatabase({ databaseUrl });
  const userId = randomUUID();
  await db
    .insertInto('users')
    .values({ id: userId, email: 'user@test.example', name: null, password_hash: 'none' })
    .execute();
  return {
    db,
    userId,
    async addAccount({ maxCodesPerDay = 10 } = {}): Promise<string> {
      const id = randomUUID();
      await addAccount(db, { id, userId, bankCode: 'demo', name: 'Household' }, system);
      await db
        .updateTable('account_configs')
        .set({ max_codes_per_day: maxCodesPerDay })
        .where('account_id', '=', id)
        .execute();
      return id;
    },
    async close(): Promise<void> {
      await db.destroy();
      await drop();
    },
  };
}

export type DatabaseWithUser = Awaited<ReturnType<typeof createDatabaseWithUser>>;
