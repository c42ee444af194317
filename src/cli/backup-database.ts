import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { findOnPath, isExecutable, runCommand } from '../runtime/run-command.js';
import { StartError } from '../runtime/start-error.js';
import { runOnDatabase } from './run-on-database.js';

interface Backup {
  databaseUrl: string;
  /** A new file, in PostgreSQL's custom format. */
  file: string;
  env: NodeJS.ProcessEnv;
}

export interface DumpProgram {
  path: string;
  /** Such as 18. */
  major: number;
}

/** A large database takes minutes; the dump does not block anybody. */
const dumpTimeoutMs = 6 * 3_600_000;

/**
 * Dumps the database with a pg_dump that is not older than its server, which would refuse. Returns a line for a person.
 * Throws a StartError that says which one is needed if this machine has none.
 */
export async function backUpDatabase({ databaseUrl, file, env }: Backup): Promise<string> {
  const serverMajor = await runOnDatabase(databaseUrl, async (db) => {
    const { rows } = await sql<{ number: string }>`
      select current_setting('server_version_num') as number`.execute(db);
    return Math.floor(Number(rows[0]?.number) / 10_000);
  });
  const program = chooseDumpProgram(await findDumpPrograms(env.PATH), serverMajor);
  // In variables and not in arguments, which every user of the machine can read.
  const connection = connectionVariables(databaseUrl);
  await runCommand(program.path, ['--format=custom', '--no-owner', '--no-privileges', `--file=${file}`], {
    env: { PATH: env.PATH, ...connection },
    timeout: dumpTimeoutMs,
  });
  return `Dumped to ${file} with pg_dump ${program.major}. SECRET_KEYS are not in it: keep them elsewhere.`;
}

/** The oldest program that is new enough for the server. */
export function chooseDumpProgram(programs: readonly DumpProgram[], serverMajor: number): DumpProgram {
  const sorted = programs.toSorted((one, other) => one.major - other.major);
  const fitting = sorted.find(({ major }) => major >= serverMajor);
  if (fitting) return fitting;
  const found = sorted.map(({ path, major }) => `${path} is ${major}`).join(', ') || 'there is none';
  throw new StartError(
    `The server is PostgreSQL ${serverMajor}, which needs pg_dump ${serverMajor}; ${found}.`,
    [
      `Debian and Ubuntu, with the packages of apt.postgresql.org: apt-get install postgresql-client-${serverMajor}`,
      `or in a container: docker run --rm postgres:${serverMajor} pg_dump --format=custom --no-owner … > file`,
    ],
  );
}

/** Those of the path and of Debian's folders, which keep one for each version. */
async function findDumpPrograms(path: string | undefined): Promise<DumpProgram[]> {
  const root = '/usr/lib/postgresql';
  const versions = await readdir(root).catch(() => []);
  const onPath = await findOnPath(['pg_dump'], path);
  const paths = [
    ...versions.map((version) => join(root, version, 'bin', 'pg_dump')),
    ...(onPath ? [onPath] : []),
  ];
  const programs: DumpProgram[] = [];
  for (const candidate of paths) {
    if (!(await isExecutable(candidate))) continue;
    const { stdout } = await runCommand(candidate, ['--version'], { timeout: 15_000 });
    const major = /\) (\d+)/.exec(stdout)?.[1];
    if (major !== undefined) programs.push({ path: candidate, major: Number(major) });
  }
  return programs;
}

/** A URL as the variables of PostgreSQL's programs. */
export function connectionVariables(databaseUrl: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = new URL(databaseUrl);
  const variables = {
    PGHOST: searchParams.get('host') ?? hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    PGSSLMODE: searchParams.get('sslmode') ?? '',
  };
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
}
