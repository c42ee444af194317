import { chown, mkdtemp, open, readdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { platform } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { spawn } from 'node:child_process';
import pg from 'pg';
import { findPostgres } from './postgres-binaries.js';
import { postgresUser, type SystemUser } from './postgres-user.js';
import { identify } from './process-identity.js';
import type { PartSpec } from './part.js';
import { type Print, formatElapsed } from './progress.js';
import { summarizeError, StartError } from './start-error.js';
import { errorCode } from '../process/error-code.js';

const databaseUser = 'assisted_login';
const databaseName = 'assisted_login';

interface EmbeddedPostgres {
  /** The folder of the cluster. Only PostgreSQL writes to it. */
  folder: string;
  port: number;
  password: string;
  env: NodeJS.ProcessEnv;
  settings?: Record<string, string>;
  print: Print;
}

/** Creates the database cluster if there is none, and returns the part that runs its server, on loopback only. */
export async function preparePostgres(
  wanted: EmbeddedPostgres,
): Promise<{ spec: PartSpec; databaseUrl: string }> {
  const { folder, port, password, env, settings = {}, print } = wanted;
  const user = await postgresUser();
  const binaries = await findPostgres(user, print);
  if (!(await exists(folder))) await createCluster(binaries.initdb, wanted, user);

  const flags = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    cluster_name: 'assisted-login',
    max_connections: '100',
    ...settings,
  };
  const spec: PartSpec = {
    name: 'PostgreSQL',
    command: binaries.postgres,
    args: [
      ...['-D', folderArgument(folder), '-p', String(port)],
      ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    env: minimalEnv(env),
    cwd: folder,
    ...(user === undefined ? {} : { user: { uid: user.uid, gid: user.gid } }),
    prepare: async () => await removeStalePidFile(folder),
    // "Fast shutdown": ends sessions and writes a checkpoint.
    stopSignal: 'SIGINT',
    isServing: async () => await acceptsConnections(connectionUrl(port, password, 'postgres')),
    readyTimeoutMs: 60_000,
  };
  return { spec, databaseUrl: connectionUrl(port, password, databaseName) };
}

/** Creates the database of this URL in a running server if it does not exist. */
export async function ensureDatabase(databaseUrl: string): Promise<void> {
  const url = new URL(databaseUrl);
  const name = url.pathname.slice(1);
  url.pathname = '/postgres';
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

/** Runs `initdb` in a temporary folder and renames it, because an interrupted run leaves neither a cluster nor an empty folder. */
async function createCluster(
  initdb: string,
  { folder, password, env, print }: EmbeddedPostgres,
  user: SystemUser | undefined,
): Promise<void> {
  const startedAt = Date.now();
  await removeInterrupted(folder);
  const partial = await mkdtemp(`${folder}.partial-`);
  const passwordFile = `${partial}.password`;
  try {
    if (user !== undefined) await chown(partial, user.uid, user.gid);
    await runInitdb({ initdb, folder: partial, passwordFile, password, env, user });
    await rename(partial, folder);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw new StartError(`The database could not be created in ${folder}: ${summarizeError(error)}`, [
      'check that the disk has free space and DATA_DIR is writable',
      'or use a PostgreSQL of your own: DATABASE_URL=postgres://…',
    ]);
  }
  print(`  created a new database in ${formatElapsed(startedAt)}`);
}

async function removeInterrupted(folder: string): Promise<void> {
  const names = (await readdir(dirname(folder))).filter((name) =>
    name.startsWith(`${basename(folder)}.partial-`),
  );
  await Promise.all(names.map(async (name) => await rm(join(dirname(folder), name), { recursive: true })));
}

async function runInitdb(options: {
  initdb: string;
  folder: string;
  passwordFile: string;
  password: string;
  env: NodeJS.ProcessEnv;
  user: SystemUser | undefined;
}): Promise<void> {
  const { initdb, folder, passwordFile, password, env, user } = options;
  // Passed as an open descriptor and unlinked at once: the other user need not reach its path, and no copy stays.
  const file = await open(passwordFile, 'wx+', 0o600);
  try {
    await file.writeFile(`${password}\n`);
    if (user !== undefined) await file.chown(user.uid, user.gid);
    await unlink(passwordFile);
    const args = [
      ...['-D', folderArgument(folder), '-U', databaseUser, '--auth=scram-sha-256', '--pwfile=/dev/fd/3'],
      // The same sort order and case mapping on every machine, whatever locales it has.
      ...['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'],
      '--no-instructions',
    ];
    const child = spawn(initdb, args, {
      cwd: folder,
      env: minimalEnv(env),
      stdio: ['ignore', 'ignore', 'pipe', file.fd],
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
    });
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) => (code === 0 ? resolve() : reject(new Error(stderr.trim()))));
    });
  } finally {
    await file.close();
  }
}

/**
 * A path of the folder that needs no permission on its parents. Started as root, the parents often belong to root alone
 * (/root, a folder made by mktemp), and PostgreSQL runs as another user. The server never leaves its working directory.
 */
function folderArgument(folder: string): string {
  return platform() === 'linux' ? '/proc/self/cwd' : folder;
}

/**
 * PostgreSQL refuses to start while the process id in its pid file exists, even if that is a zombie or an unrelated
 * process. The instance lock already guarantees that no server of this DATA_DIR runs.
 */
async function removeStalePidFile(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (Number.isNaN(pid)) return;
  const running = await identify(pid);
  const command = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres');
  if (running !== undefined && command.trim() === 'postgres') {
    throw new StartError(`Another PostgreSQL (process ${pid}) runs in ${folder}.`, [
      `stop it: kill -INT ${pid}`,
    ]);
  }
  await unlink(file);
}

async function acceptsConnections(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch (error) {
    // A wrong password stays wrong; any other error may mean that the server is still starting.
    if (error instanceof pg.DatabaseError && error.code === '28P01') {
      throw new StartError('The database in DATA_DIR has another password than `secrets.json` there.', [
        'restore the file `secrets.json` that belongs to this DATA_DIR',
      ]);
    }
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionUrl(port: number, password: string, database: string): string {
  return `postgres://${databaseUser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/** Third-party programs do not get the whole environment, which may hold secrets. */
function minimalEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return { PATH: env.PATH, LC_ALL: 'C', ...(env.TZ === undefined ? {} : { TZ: env.TZ }) };
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    (error: unknown) => {
      // Only a missing folder may lead to a new database, no other error.
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    },
  );
}
