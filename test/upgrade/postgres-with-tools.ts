import { chown, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { startPart } from '../../src/runtime/part.js';
import { freePort } from '../../src/runtime/ports.js';
import { postgresUser } from '../../src/runtime/postgres-user.js';
import { isExecutable, runCommand } from '../../src/runtime/run-command.js';
import { createTestFolder } from '../support/services.js';

const debianFolder = '/usr/lib/postgresql';

/** The newest of Debian's folders that has a server and its tools. */
async function findBinaries(): Promise<string | undefined> {
  const versions = await readdir(debianFolder).catch(() => []);
  for (const version of versions.toSorted((one, other) => Number(other) - Number(one))) {
    const bin = join(debianFolder, version, 'bin');
    const programs = ['initdb', 'postgres', 'pg_dump', 'pg_restore'].map((name) => join(bin, name));
    if ((await Promise.all(programs.map(isExecutable))).every(Boolean)) return bin;
  }
  return undefined;
}

/**
 * A PostgreSQL server whose tools are on this machine: one of the machine's own packages, or else that of the other tests,
 * for which the machine must have `pg_dump` and `pg_restore`. `serverUrl` names its superuser and no database of the test.
 */
export async function startPostgresWithTools() {
  const bin = await findBinaries();
  if (bin === undefined)
    return { serverUrl: inject('databaseUrl'), tool: (name: string) => name, stop: () => Promise.resolve() };
  const { folder, remove } = await createTestFolder();
  const user = await postgresUser();
  if (user) await chown(folder, user.uid, user.gid);
  const as = user ? { uid: user.uid, gid: user.gid } : {};
  const data = join(folder, 'data');
  const port = await freePort();
  const initdb = ['--pgdata', data, '--username', 'postgres', '--auth', 'trust', '--encoding', 'UTF8'];
  await runCommand(join(bin, 'initdb'), initdb, { ...as, cwd: folder, timeout: 60_000 });
  const serverUrl = `postgres://postgres@127.0.0.1:${port}/postgres`;
  const part = await startPart(
    {
      name: 'PostgreSQL',
      command: join(bin, 'postgres'),
      args: [
        '-D',
        data,
        '-p',
        String(port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'unix_socket_directories=',
      ],
      env: {},
      cwd: folder,
      ...(user && { user }),
      stopSignal: 'SIGINT',
      isServing: async () => {
        await runCommand(join(bin, 'psql'), [serverUrl, '-c', 'select 1'], { timeout: 5_000 });
        return true;
      },
      readyTimeoutMs: 60_000,
    },
    join(folder, 'postgres.log'),
  );
  return {
    serverUrl,
    tool: (name: string) => join(bin, name),
    async stop(): Promise<void> {
      await part.stop(10_000);
      await remove();
    },
  };
}
