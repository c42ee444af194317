import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { rotateLogs } from './log-rotation.js';
import type { PartSpec } from './part.js';
import { identify, type ProcessIdentity } from './process-identity.js';
import { createSupervisor, type Supervisor } from './supervisor.js';

let logs: string;
let supervisor: Supervisor;
let running: Record<string, ProcessIdentity>;
let printed: string[];

beforeEach(async () => {
  logs = await mkdtemp(join(tmpdir(), 'assisted-login-test-'));
  printed = [];
  running = {};
  supervisor = createSupervisor({
    logs,
    print: (line) => printed.push(line),
    onChange: (parts) => {
      running = parts;
      return Promise.resolve();
    },
  });
});
afterEach(async () => {
  await supervisor.killAll();
  await rm(logs, { recursive: true });
});

function part(script: string, extra: Partial<PartSpec> = {}): PartSpec {
  return {
    name: 'A part',
    command: 'sh',
    args: ['-c', script],
    env: {},
    stopSignal: 'SIGTERM',
    isServing: () => Promise.resolve(true),
    readyTimeoutMs: 5_000,
    ...extra,
  };
}

const pid = (): number => running['A part']?.pid ?? 0;

test('a part that ends is restarted, and onChange gets its new process', async () => {
  await supervisor.start(part('exec sleep 30'));
  const first = pid();
  process.kill(first, 'SIGKILL');
  await expect.poll(pid, { timeout: 5_000 }).not.toBe(first);
  expect(await identify(pid())).toBeDefined();
  expect(printed[0]).toContain('A part ended (SIGKILL); restarting it in 0.25 s');
});

test('a part that is stopped stays stopped', async () => {
  await supervisor.start(part('exec sleep 30'));
  const first = pid();
  supervisor.beginStopping();
  await supervisor.stop('A part', 2_000);
  expect(await identify(first)).toBeUndefined();
  expect(printed).toEqual([]);
});

test('the error of a part that ends before it is ready has its exit code and the end of its log', async () => {
  const never = (): Promise<boolean> => Promise.resolve(false);
  await expect(supervisor.start(part('echo no room left >&2; exit 3', { isServing: never }))).rejects.toThrow(
    /A part did not start \(exit code 3\)[^]*no room left[^]*a-part\.log/,
  );
});

test('a part that is stopped while it starts leaves no process', async () => {
  const never = (): Promise<boolean> => Promise.resolve(false);
  const starting = supervisor.start(part('exec sleep 30', { isServing: never }));
  starting.catch(() => undefined);
  await expect.poll(pid).not.toBe(0);
  supervisor.beginStopping();
  await supervisor.stop('A part', 1_000);
  await expect(starting).rejects.toThrow('SIGTERM');
  expect(await identify(pid())).toBeUndefined();
});

test('a missing program rejects the start and does not crash the process', async () => {
  await expect(supervisor.start(part('', { command: '/not/there' }))).rejects.toThrow(
    /did not start.*ENOENT/,
  );
});

test('a long log is rotated', async () => {
  const file = join(logs, 'a-part.log');
  await writeFile(file, 'x'.repeat(2_000));
  await rotateLogs(logs, 1_000);
  expect((await stat(file)).size).toBe(0);
  expect(await readFile(`${file}.1`, 'utf8')).toHaveLength(2_000);
});
