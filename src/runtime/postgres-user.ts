import { summarizeError, StartError } from './start-error.js';
import { runCommand } from './run-command.js';

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

const userName = 'postgres';

/** The user that PostgreSQL runs as: undefined for the current one, or, as root, the system user `postgres`, created if needed. */
export async function postgresUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await findSystemUser()) ?? (await createSystemUser());
}

async function findSystemUser(): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all([readId('-u'), readId('-g')]);
  return uid === undefined || gid === undefined ? undefined : { name: userName, uid, gid };
}

async function readId(flag: '-u' | '-g'): Promise<number | undefined> {
  return await runCommand('id', [flag, userName], { timeout: 5_000 }).then(
    ({ stdout }) => Number.parseInt(stdout, 10),
    () => undefined,
  );
}

async function createSystemUser(): Promise<SystemUser> {
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName];
  const problem = await runCommand('useradd', args, { timeout: 10_000 }).then(
    () => '',
    (error: unknown) => summarizeError(error),
  );
  const user = await findSystemUser();
  if (user !== undefined) return user;
  throw new StartError(
    `PostgreSQL does not run as root, and a system user "${userName}" could not be created: ${problem}`,
    [
      'start as a user other than root',
      `or create a system user named ${userName}`,
      'or use a PostgreSQL of your own: DATABASE_URL=postgres://…',
    ],
  );
}
