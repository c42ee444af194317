import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** The first build whose sessions can move. Those of earlier ones save no state to move. */
const firstWithMovableSessions = '59c5256';

/** The newest tag, or the first build whose sessions can move. */
async function lastRelease(): Promise<string> {
  const { stdout } = await run('git', ['tag', '--sort=-creatordate'], { cwd: root });
  return stdout.split('\n')[0] || firstWithMovableSessions;
}

/**
 * The build of an older commit in a folder of its own, with the packages of this one. `revision` is what git understands;
 * undefined: the last release.
 */
export async function makeOlderBuild(revision: string | undefined) {
  const commit = revision ?? (await lastRelease());
  const folder = await mkdtemp(join(tmpdir(), 'assisted-login-older-'));
  const archive = join(folder, 'archive.tar');
  const sources = join(folder, 'sources');
  await run('git', ['archive', '--format=tar', `--output=${archive}`, commit], { cwd: root });
  await mkdir(sources);
  await run('tar', ['-xf', archive, '-C', sources]);
  await symlink(join(root, 'node_modules'), join(sources, 'node_modules'));
  await run(process.execPath, ['tools/build.js'], { cwd: sources });
  return { commit, folder: sources, remove: () => rm(folder, { recursive: true, force: true }) };
}
