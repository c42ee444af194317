import { mkdir, readdir, realpath, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { summarizeError, StartError } from './start-error.js';

/** The paths of all files and folders in DATA_DIR. */
export interface DataFolder {
  root: string;
  lock: string;
  parts: string;
  ports: string;
  secrets: string;
  demo: string;
  ready: string;
  logs: string;
  /** Temporary files of running parts, such as browser profiles. */
  temporary: string;
  postgres: string;
  temporalDb: string;
}

/** Several times what a new database, Temporal's state and the logs of a first start take. */
const requiredFreeMb = 200;

/** Creates DATA_DIR if needed. Throws a StartError if it is not writable or less than `roomMb` megabytes are free. */
export async function openDataFolder(path: string, roomMb = requiredFreeMb): Promise<DataFolder> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    // The real path, because orphan processes are recognised by paths in their command lines.
    const folder = layout(await realpath(path));
    await mkdir(folder.logs, { recursive: true, mode: 0o700 });
    await mkdir(folder.temporary, { recursive: true, mode: 0o700 });
    await requireFreeSpace(folder.root, roomMb);
    return folder;
  } catch (error) {
    if (error instanceof StartError) throw error;
    throw new StartError(`DATA_DIR ${path} cannot be used: ${summarizeError(error)}`, [
      'make it writable for this user, or set DATA_DIR to another folder',
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
    'free some space, or set DATA_DIR to a folder on another disk',
  ]);
}

/** Empties the temporary folder, except for the compiled bank modules that tsx keeps there to speed up the next start. */
export async function emptyTemporaryFolder({ temporary }: DataFolder): Promise<void> {
  const names = await readdir(temporary).catch(() => []);
  await Promise.all(
    names
      .filter((name) => !name.startsWith('tsx-'))
      .map(async (name) => await rm(join(temporary, name), { recursive: true, force: true })),
  );
}
