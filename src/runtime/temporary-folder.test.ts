import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { identify } from './process-identity.js';
import { makeTemporaryFolder } from './temporary-folder.js';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
});
afterAll(() => rm(parent, { recursive: true }));

it('removes what killed processes of this machine left, and nothing else', async () => {
  const { pid } = spawnSync(process.execPath, ['--version']);
  const gone = { pid, started: 'then' };
  const alive = await identify(process.pid);
  const folders = {
    'assisted-login-worker-killed': { host: hostname(), process: gone },
    'assisted-login-worker-running': { host: hostname(), process: alive },
    'assisted-login-worker-elsewhere': { host: 'another', process: gone },
    'assisted-login-worker-other': {},
    playwright_profile: { host: hostname(), process: gone },
  };
  for (const [name, owner] of Object.entries(folders)) {
    await mkdir(join(parent, name, 'playwright_profile'), { recursive: true });
    await writeFile(join(parent, name, 'owner.json'), JSON.stringify(owner));
  }
  const own = await makeTemporaryFolder(parent);
  const kept = Object.keys(folders).filter((name) => !name.endsWith('killed'));
  expect((await readdir(parent)).map((name) => join(parent, name)).toSorted()).toEqual(
    [own.path, ...kept.map((name) => join(parent, name))].toSorted(),
  );
  await own.remove();
  expect((await readdir(parent)).toSorted()).toEqual(kept.toSorted());
});
