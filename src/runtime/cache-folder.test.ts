import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ensureCachedFolder } from './cache-folder.js';

let cache: string;

beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
});
afterEach(async () => await rm(cache, { recursive: true }));

function get(fill: (folder: string) => Promise<void>): Promise<string> {
  return ensureCachedFolder({ cache, name: 'thing-1.0', fill, print: () => undefined });
}

test('two concurrent callers fill the folder once', async () => {
  let times = 0;
  const fill = async (folder: string): Promise<void> => {
    times += 1;
    await pause(200);
    await writeFile(join(folder, 'file'), 'content');
  };
  const folders = await Promise.all([get(fill), get(fill)]);
  expect(times).toBe(1);
  expect(await Promise.all(folders.map((folder) => readFile(join(folder, 'file'), 'utf8')))).toEqual([
    'content',
    'content',
  ]);
});

test('a failed fill leaves nothing behind, and the next call tries again', async () => {
  await expect(get(() => Promise.reject(new Error('the network is down')))).rejects.toThrow(
    'the network is down',
  );
  expect(await readdir(cache)).toEqual([]);
  await expect(get((folder) => writeFile(join(folder, 'file'), ''))).resolves.toContain('thing-1.0');
});

test('an incomplete folder of an interrupted call is removed', async () => {
  await mkdir(join(cache, '.partial-thing-1.0-abc'));
  await get((folder) => writeFile(join(folder, 'file'), ''));
  expect(await readdir(cache)).toEqual(['thing-1.0']);
});
