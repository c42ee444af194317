import { type Db, openDatabase } from '../db/open.js';
import { requireService } from '../runtime/require-service.js';

/** Runs `work` on the database, with a clear error if it cannot be reached. */
export async function runOnDatabase<T>(databaseUrl: string, work: (db: Db) => Promise<T>): Promise<T> {
  const db = openDatabase({ databaseUrl, maxConnections: 1 });
  try {
    return await requireService('PostgreSQL', 'DATABASE_URL', () => work(db));
  } finally {
    await db.destroy();
  }
}
