import { migrateToLatest } from '../db/run-migrations.js';
import { ensureDatabase, preparePostgres } from '../runtime/postgres.js';
import { summarizeError, StartError } from '../runtime/start-error.js';
import { type Instance, timedStep } from './instance.js';

/** Migrates the database of DATABASE_URL, or starts PostgreSQL in DATA_DIR. Returns the URL of the database. */
export async function startDatabase(instance: Instance): Promise<string> {
  const { print } = instance;
  const { databaseUrl } = instance.config;
  if (databaseUrl === undefined) {
    return await timedStep(print, 'PostgreSQL is running', async () => await startPostgres(instance));
  }
  await timedStep(
    print,
    'The PostgreSQL of DATABASE_URL is reachable',
    async () => await migrate(databaseUrl),
  );
  return databaseUrl;
}

async function startPostgres({
  config,
  folder,
  secrets,
  ports,
  supervisor,
  print,
}: Instance): Promise<string> {
  const { spec, databaseUrl } = await preparePostgres({
    folder: folder.postgres,
    port: ports.postgres,
    password: secrets.postgresPassword,
    env: config.env,
    print,
  });
  await supervisor.start(spec);
  await ensureDatabase(databaseUrl);
  await migrateToLatest(databaseUrl);
  return databaseUrl;
}

async function migrate(databaseUrl: string): Promise<void> {
  // The message of the error has host and port, never the password.
  await migrateToLatest(databaseUrl).catch((error: unknown) => {
    throw new StartError(`The PostgreSQL of DATABASE_URL cannot be used: ${summarizeError(error)}`, [
      'check that it is running and that its user may create tables',
      'or unset DATABASE_URL to have one started here',
    ]);
  });
}
