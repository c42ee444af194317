import { mkdir, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { summarizeError, StartError } from './start-error.js';

/** Where everything in DATA_DIR lies. */
export interface DataFolder {
  root: string;
  lock: string;
  parts: string;
  ports: string;
  secrets: string;
  demo: string;
  ready: string;
  logs: string;
  /** What parts keep for as long as they run, browsers' profiles for instance. */
  temporary: string;
  postgres: string;
  temporalDb: string;
}

/** A new database, Temporal's state and the logs of a first start fit into this many times over. */
const requiredFreeMb = 200;

/** The folder, made if it is not there. Throws a StartError where nothing can be written or `roomMb` are not free. */
export async function openDataFolder(path: string, roomMb = requiredFreeMb): Promise<DataFolder> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // The real path is what shows in the command lines of the programs we start.
    const folder = layout(await realpath(path));
    await mkdir(folder.logs, { recursive: true, mode: 0o700 });
    await mkdir(folder.temporary, { recursive: true, mode: 0o700 });
    await requireFreeSpace(folder.root, roomMb);
    return folder;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`DATA_DIR ${path} cannot be used: ${summarizeError(error)}`, [
      'make it writable for this user, or name another folder with DATA_DIR',
    ]);
  }
}

function layout(root: string): DataFolder {
  return {
    root,
    lock: join(root, 'instance.json'),
    parts: join(root, 'parts.json'),
    ports: join(root, 'ports.json'),
    secrets: join(root, 'secrets.json'),
    demo: join(root, 'demo.json'),
    ready: join(root, 'ready.json'),
    logs: join(root, 'logs'),
    temporary: join(root, 'tmp'),
    postgres: join(root, 'postgres'),
    temporalDb: join(root, 'temporal.db'),
  };
}

async function requireFreeSpace(root: string, roomMb: number): Promise<void> {
  const { bavail, bsize } = await statfs(root);
  if (bavail * bsize >= roomMb * 1024 * 1024) return;
  throw new StartError(`The disk of DATA_DIR ${root} is full: less than ${roomMb} MB are free.`, [
    'make room, or name a folder on another disk with DATA_DIR',
  ]);
}

/** Empties the temporary folder, but for what makes the next start faster: tsx keeps compiled files there. */
export async function emptyTemporaryFolder({ temporary }: DataFolder): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  await Promise.all(
    names
      .filter((name) => !name.startsWith('tsx-'))
      .map(async (name) => await rm(join(temporary, name), { recursive: true, force: true })),
  );
}
