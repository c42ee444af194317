import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type DataFolder, openDataFolder } from './data-folder.js';
import { lockInstance } from './instance-lock.js';
import { writePrivateJson } from './private-file.js';

let folder: DataFolder;

beforeEach(async () => {
  folder = await openDataFolder(join(await mkdtemp(join(tmpdir(), 'assisted-login-test-')), 'data'));
});
afterEach(async () => await rm(join(folder.root, '..'), { recursive: true }));

test('of two concurrent instances one gets the lock, and the error of the other names its holder', async () => {
  const results = await Promise.allSettled([lockInstance(folder), lockInstance(folder)]);
  const refused = results.filter((result) => result.status === 'rejected');
  expect(refused).toHaveLength(1);
  expect(String(refused[0]?.reason)).toContain(`Another instance (process ${process.pid}) already runs in`);
});

test('a released lock can be taken again', async () => {
  const { unlock } = await lockInstance(folder);
  await unlock();
  await expect(lockInstance(folder)).resolves.toBeDefined();
});

test('the lock of a process that has ended does not count, even if its id is in use again', async () => {
  await writePrivateJson(folder.lock, { pid: 2 ** 22 + 1, started: 'long ago' });
  const { unlock } = await lockInstance(folder);
  await unlock();
  await writePrivateJson(folder.lock, { pid: process.pid, started: 'long ago' });
  await expect(lockInstance(folder)).resolves.toBeDefined();
});
