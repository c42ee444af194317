import { brief, StartError } from './start-error.js';
import { runCommand } from './run-command.js';

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

const NAME = 'postgres';

/** Whom PostgreSQL runs as: ourselves, or, since it refuses to run as root, the system's user `postgres`. */
export async function postgresUser(): Promise<SystemUser | undefined> {
  if (process.getuid?.() !== 0) return undefined;
  return (await lookUp()) ?? (await create());
}

async function lookUp(): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
  return uid === undefined || gid === undefined ? undefined : { name: NAME, uid, gid };
}

async function idOf(flag: '-u' | '-g'): Promise<number | undefined> {
  return await runCommand('id', [flag, NAME], { timeout: 5_000 }).then(
    ({ stdout }) => Number.parseInt(stdout, 10),
    () => undefined,
  );
}

async function create(): Promise<SystemUser> {
  const args = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', NAME];
  const problem = await runCommand('useradd', args, { timeout: 10_000 }).then(
    () => '',
    (error: unknown) => brief(error),
  );
  const user = await lookUp();
  if (user !== undefined) return user;
  throw new StartError(
    `PostgreSQL does not run as root, and a system user "${NAME}" for it could not be made: ${problem}`,
    [
      'start as another user than root',
      `or make a system user named ${NAME}`,
      'or use a PostgreSQL of your own: DATABASE_URL=postgres://…',
    ],
  );
}
