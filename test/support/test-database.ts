import { openDatabase } from '../../src/db/open.js';
import { createTestDatabase } from './services.js';

/** A migrated database of the calling test file's own, with a connection pool to it. */
export async function openTestDatabase({ queryTimeoutMs }: { queryTimeoutMs?: number } = {}) {
  const { databaseUrl, drop } = await createTestDatabase({ isMigrated: true });
  const db = openDatabase({ databaseUrl, ...(queryTimeoutMs !== undefined && { queryTimeoutMs }) });
  return {
    databaseUrl,
    db,
    async close(): Promise<void> {
      await db.destroy();
      await drop();
    },
  };
}

export type TestDatabase = Awaited<ReturnType<typeof openTestDatabase>>;
