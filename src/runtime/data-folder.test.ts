import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDataFolder } from './data-folder.js';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'data-folder-'));
});
afterAll(async () => {
  await rm(parent, { recursive: true });
});

it('creates the data folder', async () => {
  const path = join(parent, 'a', 'b');
  expect((await openDataFolder(path)).root).toContain(join('a', 'b'));
  expect(await openDataFolder(path)).toMatchObject({ logs: expect.stringMatching(/logs$/) as string });
});

it('says what to do when the disk is full', async () => {
  const moreThanAnyDisk = 1_000_000_000_000;
  await expect(openDataFolder(join(parent, 'full'), moreThanAnyDisk)).rejects.toThrow(
    /The disk of DATA_DIR .* is full: less than 1000000000000 MB are free\.\n {2}- free some space, or set DATA_DIR/,
  );
});

it('says what to do when the folder is not writable', async () => {
  await writeFile(join(parent, 'file'), '');
  await expect(openDataFolder(join(parent, 'file', 'x'))).rejects.toThrow(
    /DATA_DIR .* cannot be used: .*\n {2}- make it writable/,
  );
});
