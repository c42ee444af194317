import { Connection } from '@temporalio/client';
import { readWorkerConfig } from './config.js';
import { exitOnError } from './exit-on-error.js';
import { migrateToLatest } from './db/run-migrations.js';
import { requireService } from './runtime/require-service.js';
import { ensureSearchAttributes } from './runtime/ensure-search-attributes.js';

/** `npm run migrate`: prepares an existing database and Temporal server. Safe to repeat, and while API and workers run. */
async function main(): Promise<void> {
  const { databaseUrl, temporal } = readWorkerConfig(process.env);
  await requireService('PostgreSQL', 'DATABASE_URL', () => migrateToLatest(databaseUrl));
  console.log('The database has the newest schema.');
  // Connecting takes up to 15 s: Temporal may just be starting.
  console.log(`Connecting to Temporal at ${temporal.address} …`);
  const connection = await requireService('Temporal', 'TEMPORAL_ADDRESS', () =>
    Connection.connect({ address: temporal.address, ...temporal.credentials }),
  );
  await ensureSearchAttributes(connection, temporal.namespace).finally(async () => await connection.close());
  console.log(`Temporal's namespace "${temporal.namespace}" has the search attributes.`);
}

main().then(() => process.exit(0), exitOnError);
